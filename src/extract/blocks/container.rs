//! What collects blocks: the body, a cell, a text box or a note.

use super::model::{Block, Para};

/// A list of blocks in the making.
#[derive(Debug, Default)]
pub(in crate::extract) struct Container {
    pub(in crate::extract) blocks: Vec<Block>,
    /// A paragraph whose mark is gone, to which the next one is joined.
    joined: Option<Para>,
}

impl Container {
    pub(in crate::extract) fn push(&mut self, block: Block) {
        if let Some(joined) = self.joined.take() {
            self.add(Block::Para(joined));
        }
        self.add(block);
    }

    /// Adds a paragraph, to the one before it where that one's mark is gone.
    pub(in crate::extract) fn push_para(&mut self, mut para: Para, joined: bool) {
        if let Some(first) = self.joined.take() {
            para.join(first);
        }
        if joined {
            self.joined = Some(para);
        } else if !para.is_blank() {
            self.add(Block::Para(para));
        }
    }

    /// Most cells hold one paragraph; what their lists kept in reserve would be more than the text.
    fn add(&mut self, block: Block) {
        if self.blocks.is_empty() {
            self.blocks.reserve_exact(1);
        }
        self.blocks.push(block);
    }

    pub(in crate::extract) fn close(&mut self) -> Vec<Block> {
        if let Some(joined) = self.joined.take()
            && !joined.is_blank()
        {
            self.add(Block::Para(joined));
        }
        std::mem::take(&mut self.blocks)
    }
}
