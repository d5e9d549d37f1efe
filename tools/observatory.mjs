// Ask Mozilla Observatory's own grader about a site on this machine: node observatory.mjs MODULE HOST PLAIN-PORT SECURE-PORT
// Every connection goes to this machine instead; the certificate is checked (NODE_EXTRA_CA_CERTS). Prints one line of JSON.
import net from "node:net";
import { pathToFileURL } from "node:url";

const [folder, host, plain, secure] = process.argv.slice(2);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  options.port = Number(options.port) === 443 ? Number(secure) : Number(plain);
  options.host = "127.0.0.1";
  return connect.apply(this, given);
};

const { scan } = await import(pathToFileURL(`${folder}/src/scanner/index.js`).href);
const found = await scan(host);
const tests = Object.fromEntries(Object.entries(found.tests).map(([name, test]) => [name, test.result]));
console.log(JSON.stringify({ grade: found.scan.grade, score: found.scan.score, tests }));
process.exit(0);
