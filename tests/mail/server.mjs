// An SMTP server on loopback that puts every recipient off once, as greylisting does, and does worse to some:
//   node server.mjs --drop ADDRESS … --refuse ADDRESS … --refuse-content ADDRESS …
//
//   --drop             takes the first mail to them, and closes the connection instead of answering the final dot
//   --refuse           550 to RCPT: no such mailbox
//   --refuse-content   550 to the final dot: the mail is not wanted
//
// Prints {"port": …} when it listens, and then a line of JSON for each mail that it took.
import { parseArgs } from "node:util";
import { SMTPServer } from "smtp-server";

const addresses = { type: "string", multiple: true, default: [] };
const { values: told } = parseArgs({
  options: { drop: addresses, refuse: addresses, "refuse-content": addresses },
});
const toDrop = new Set(told.drop);
const putOff = new Set();
const sockets = new Map();

const print = (line) => console.log(JSON.stringify(line));
const refusal = (responseCode, message) => Object.assign(new Error(message), { responseCode });

function header(mail, name) {
  const [head] = mail.split("\r\n\r\n", 1);
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const found = lines.find((line) => line.toLowerCase().startsWith(`${name}:`));
  return found?.slice(name.length + 1).trim();
}

const server = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  onRcptTo({ address }, _session, done) {
    if (!putOff.has(address)) {
      putOff.add(address);
      return done(refusal(451, "4.7.1 Greylisted, try again later"));
    }
    if (told.refuse.includes(address)) {
      return done(refusal(550, "5.1.1 No such mailbox"));
    }
    done();
  },
  async onData(stream, { envelope, remotePort }, done) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const mail = Buffer.concat(chunks).toString("utf8");
    const to = envelope.rcptTo.map(({ address }) => address);
    if (to.some((address) => told["refuse-content"].includes(address))) {
      return done(refusal(550, "5.7.1 Not wanted"));
    }
    const dropped = to.some((address) => toDrop.delete(address));
    print({ to, messageId: header(mail, "message-id"), subject: header(mail, "subject"), dropped });
    if (dropped) {
      sockets.get(remotePort).destroy();
    } else {
      done();
    }
  },
});

server.server.on("connection", (socket) => {
  const { remotePort } = socket;
  sockets.set(remotePort, socket);
  socket.on("close", () => sockets.delete(remotePort));
});
// A connection that it cut itself is no reason to end.
server.on("error", (error) => console.error(error.message));
server.listen(0, "127.0.0.1", () => print({ port: server.server.address().port }));
