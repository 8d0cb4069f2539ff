//! How much people may keep here, as options. Hidden: for tests, and for whoever knows what they do.

use clap::Args;

use crate::chat::files::FileLimits;

#[derive(Args, Clone, Copy, Debug)]
pub struct FileOptions {
    #[arg(long, hide = true, value_name = "BYTES", default_value_t = FileLimits::default().max_file_size)]
    max_file_size: u64,
    #[arg(long, hide = true, value_name = "BYTES", default_value_t = FileLimits::default().max_user_files)]
    max_user_files: u64,
    #[arg(long, hide = true, value_name = "BYTES", default_value_t = FileLimits::default().min_free_disk)]
    min_free_disk: u64,
    #[arg(long, hide = true, value_name = "COUNT", default_value_t = FileLimits::default().max_megapixels)]
    max_megapixels: usize,
}

impl From<FileOptions> for FileLimits {
    fn from(options: FileOptions) -> Self {
        let FileOptions { max_file_size, max_user_files, min_free_disk, max_megapixels } = options;
        FileLimits { max_file_size, max_user_files, min_free_disk, max_megapixels }
    }
}
