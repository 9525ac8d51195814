//! The edge to the outside world: a trait each, the real one, a recording one.
