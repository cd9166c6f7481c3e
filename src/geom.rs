//! Points and boxes on a page.
//!
//! One unit and one set of axes for the whole crate: PDF points (1/72 inch), kept as hundredths in
//! an integer so that no result depends on the rounding of floats; origin at the top left of the
//! page as it is shown, x to the right, y down. PDF's own axes (y up, rotated, cropped) are turned
//! over in `extract::pdf` and nowhere else.

/// A length or coordinate in hundredths of a PDF point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pt(pub i32);

impl Pt {
    /// The nearest hundredth to `points`; absurd and non-finite values are clamped to 90,000
    /// points (30 metres), so that a hundredfold of the distance of two never overflows.
    pub fn new(points: f64) -> Self {
        const LIMIT: f64 = 9_000_000.0;
        let hundredths = (points * 100.0).round();
        if hundredths.is_nan() { Pt(0) } else { Pt(hundredths.clamp(-LIMIT, LIMIT) as i32) }
    }

    /// The value in points.
    pub fn points(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// Distance from zero.
    pub fn abs(self) -> Self {
        Pt(self.0.saturating_abs())
    }
}

impl std::ops::Add for Pt {
    type Output = Pt;
    fn add(self, other: Pt) -> Pt {
        Pt(self.0.saturating_add(other.0))
    }
}

impl std::ops::Sub for Pt {
    type Output = Pt;
    fn sub(self, other: Pt) -> Pt {
        Pt(self.0.saturating_sub(other.0))
    }
}

impl std::ops::Mul<i32> for Pt {
    type Output = Pt;
    fn mul(self, factor: i32) -> Pt {
        Pt(self.0.saturating_mul(factor))
    }
}

impl std::ops::Div<i32> for Pt {
    type Output = Pt;
    fn div(self, divisor: i32) -> Pt {
        Pt(self.0 / divisor)
    }
}

/// A box on a page: `x0 ≤ x1`, `top ≤ bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// Left edge.
    pub x0: Pt,
    /// Upper edge.
    pub top: Pt,
    /// Right edge.
    pub x1: Pt,
    /// Lower edge.
    pub bottom: Pt,
}

impl Area {
    /// The box between two opposite corners, given in any order.
    pub fn new(xa: Pt, ya: Pt, xb: Pt, yb: Pt) -> Self {
        Area { x0: xa.min(xb), top: ya.min(yb), x1: xa.max(xb), bottom: ya.max(yb) }
    }

    /// Horizontal extent.
    pub fn width(&self) -> Pt {
        self.x1 - self.x0
    }

    /// Vertical extent.
    pub fn height(&self) -> Pt {
        self.bottom - self.top
    }

    /// Half way between the left and the right edge.
    pub fn mid_x(&self) -> Pt {
        Pt(((i64::from(self.x0.0) + i64::from(self.x1.0)) / 2) as i32)
    }

    /// Half way between the upper and the lower edge.
    pub fn mid_y(&self) -> Pt {
        Pt(((i64::from(self.top.0) + i64::from(self.bottom.0)) / 2) as i32)
    }

    /// The smallest box that holds both.
    pub fn union(&self, other: &Area) -> Area {
        Area {
            x0: self.x0.min(other.x0),
            top: self.top.min(other.top),
            x1: self.x1.max(other.x1),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What both boxes cover; `None` where they do not touch.
    pub fn intersection(&self, other: &Area) -> Option<Area> {
        let cut = Area {
            x0: self.x0.max(other.x0),
            top: self.top.max(other.top),
            x1: self.x1.min(other.x1),
            bottom: self.bottom.min(other.bottom),
        };
        (cut.x0 <= cut.x1 && cut.top <= cut.bottom).then_some(cut)
    }

    /// Whether the point lies in the box or on its edge.
    pub fn contains(&self, x: Pt, y: Pt) -> bool {
        self.x0 <= x && x <= self.x1 && self.top <= y && y <= self.bottom
    }
}
