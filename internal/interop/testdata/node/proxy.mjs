// Requests to a world by the production names, through its CONNECT proxy.
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import tls from "node:tls";

/** request sends one request and resolves to its status, headers and text. */
export function request(config, address, { method = "GET", headers = {}, body } = {}) {
  const target = new URL(address);
  const proxy = new URL(config.proxy);
  return new Promise((resolve, reject) => {
    const connect = http.request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path: `${target.hostname}:443` });
    connect.on("error", reject);
    connect.on("connect", (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy answers ${answer.statusCode}`));
        return;
      }
      const secure = tls.connect({ socket, servername: target.hostname, ca: fs.readFileSync(config.authority) });
      secure.on("error", reject);
      const sent = https.request(target, { method, headers: { ...headers, connection: "close" }, createConnection: () => secure }, (response) => {
        const parts = [];
        response.on("error", reject);
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString("utf8") }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
    connect.end();
  });
}
