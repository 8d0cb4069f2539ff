//! `parlor serve`: what parlor is for.

use clap::Args;

use crate::config::Options;
use crate::error::{Error, Result};
use crate::server::{house, sockets};

#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    options: Options,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.options.log).map_err(Error::internal)?;
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        let handed = sockets::handed()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
        let served = runtime.block_on(house::keep(&self.options, handed));
        // Whatever still reads or waits by now has nobody to answer.
        runtime.shutdown_background();
        served
    }
}
