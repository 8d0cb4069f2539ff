//! Socket.IO for one application: the engine, and the application on top of it.

use std::sync::Arc;

use super::application::Application;
use super::client::Client;
use super::config::Config;
use super::engine::Engine;

pub struct Server<A: Application> {
    engine: Arc<Engine>,
    application: Arc<A>,
}

impl<A: Application> Server<A> {
    pub fn new(config: Config, application: A) -> Arc<Self> {
        let application = Arc::new(application);
        let above = Arc::clone(&application);
        let listen = move |session: &Arc<_>| Box::new(Client::new(Arc::clone(&above), Arc::clone(session))) as Box<_>;
        Arc::new(Server { engine: Engine::new(config, Box::new(listen)), application })
    }

    pub fn application(&self) -> &A {
        &self.application
    }

    /// Where sessions live; the order of a shutdown is `stop_accepting`, `stop_reading`, and in the end `close_all`.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// See [`Engine::stop_accepting`].
    pub fn stop_accepting(&self) {
        self.engine.stop_accepting();
    }

    /// See [`Engine::stop_reading`].
    pub fn stop_reading(&self) {
        self.engine.stop_reading();
    }

    /// See [`Engine::close_all`].
    pub async fn close_all(&self) {
        self.engine.close_all().await;
    }
}
