//! What files are, told by their content alone, and the small pictures that are made of pictures.

pub mod picture;
pub mod sniff;
pub mod studio;
