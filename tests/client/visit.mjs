// Somebody with a machine of their own: connects with the official client, says something, and tells what it heard. Which
// authorities it trusts, the environment says (NODE_EXTRA_CA_CERTS). Usage: node visit.mjs ADDRESS TOKEN CONVERSATION TEXT TRANSPORT...

import { io } from 'socket.io-client';

const [address, token, conversationId, content, ...transports] = process.argv.slice(2);
const socket = io(address, { auth: { token }, forceNew: true, reconnection: false, transports });
const fail = (error) => {
  console.log(JSON.stringify({ error: String(error?.description?.message ?? error?.description ?? error?.message ?? error), cause: String(error?.context?.statusText ?? '') }));
  process.exit(1);
};
socket.on('connect_error', fail);
socket.on('disconnect', fail);
socket.on('presence_state', async () => {
  const { engine } = socket.io;
  // Of two transports the second is the one to come to.
  if (transports.length > 1 && engine.transport.name === 'polling') await new Promise((resolve) => engine.once('upgrade', resolve));
  socket.emit('send_message', { conversationId, content }, (answer) => {
    socket.off('disconnect');
    console.log(JSON.stringify({ transport: engine.transport.name, success: answer.success }));
    socket.disconnect();
  });
});
