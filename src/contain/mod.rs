//! Worker processes: the second ring round documents from strangers.
//!
//! A stack overflow, a failed allocation or an endless loop cannot be caught within a process. So
//! documents are read by processes of the same program (`rowmend worker`), which get the bytes of
//! one document after the other over a pipe and give the canonical bytes of the result back, as they
//! are made. The
//! parent reads the source, watches the clock, and writes the result; when a worker dies, the
//! document that it was reading is charged with it, and the next document gets a new worker.
//!
//! | file | does |
//! |---|---|
//! | `frame` | the protocol: a length, a header, raw bytes |
//! | `task` | what can be asked of a document; the same within a worker and without one |
//! | `spool` | what a worker sends, until all of it came |
//! | `child` | the worker's side |
//! | `confine`, `calls` | what is taken away from a worker: files, network, programs, memory |
//! | `parent` | the parent's side: start, ask, watch |
//! | `pool` | many workers, used again |
//! | `death` | how a worker died, as a sentence about the document |
//! | `mock` | documents that misbehave on purpose, for tests; not in release builds |

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls;
mod child;
mod confine;
mod death;
mod frame;
#[cfg(debug_assertions)]
mod mock;
mod parent;
mod pool;
mod spool;
mod task;

pub use child::{Called, run};
pub use pool::{Allowance, Workers, this_program};
pub use spool::{Spool, unkept};
pub use task::{About, Answer, Ask, note_panics};
