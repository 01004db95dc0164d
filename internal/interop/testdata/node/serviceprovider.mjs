// An application that @node-saml/node-saml guards, on a free port of 127.0.0.1, which it writes to standard output.
// Its page shows in JSON who signed in. It ends with its standard input.
import http from "node:http";
import { SAML, ValidateInResponseTo } from "@node-saml/node-saml";

const config = JSON.parse(process.env.INTEROP);
const saml = new SAML({
  issuer: config.entityId,
  audience: config.entityId,
  callbackUrl: config.acs,
  entryPoint: config.signInUrl,
  idpCert: config.certificate,
  idpIssuer: config.idpEntityId,
  authnRequestBinding: config.binding,
  skipRequestCompression: config.uncompressed,
  identifierFormat: null,
  wantAssertionsSigned: config.assertionSigned ?? true,
  wantAuthnResponseSigned: config.responseSigned,
  validateInResponseTo: config.unsolicited ? ValidateInResponseTo.never : ValidateInResponseTo.always,
  privateKey: config.signingKey,
  signatureAlgorithm: "sha256",
  decryptionPvk: config.key,
});

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString("utf8"));
}

async function answer(request, response) {
  if (request.url.endsWith("/metadata")) {
    response.writeHead(200, { "content-type": "application/samlmetadata+xml" });
    response.end(saml.generateServiceProviderMetadata(config.spCertificate, config.spCertificate));
    return;
  }
  if (request.method === "POST") {
    const form = await body(request);
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: form.get("SAMLResponse") });
    const { issuer, nameID, nameIDFormat, attributes } = profile;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ issuer, nameID, nameIDFormat, attributes, relayState: form.get("RelayState") }));
    return;
  }
  if (config.binding === "HTTP-POST") {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(await saml.getAuthorizeFormAsync(config.relayState ?? "from the wiki"));
    return;
  }
  response.writeHead(302, { location: await saml.getAuthorizeUrlAsync(config.relayState ?? "from the wiki", undefined, {}) });
  response.end();
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    response.writeHead(403, { "content-type": "text/plain" });
    response.end(error.message);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
