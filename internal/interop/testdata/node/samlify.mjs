// An application that samlify guards, on a free port of 127.0.0.1, which it writes to standard output. It knows the
// identity provider by its metadata. Its page shows in JSON who signed in. It ends with its standard input.
import http from "node:http";
import * as samlify from "samlify";

const config = JSON.parse(process.env.INTEROP);
samlify.setSchemaValidator({ validate: async () => "not checked here" });
// samlify signs requests only for an identity provider that wants them signed, which JumpCloud's metadata never says.
const metadata = config.requestSigned
  ? config.idpMetadata.replace('WantAuthnRequestsSigned="false"', 'WantAuthnRequestsSigned="true"')
  : config.idpMetadata;
const idp = samlify.IdentityProvider({ metadata, isAssertionEncrypted: config.encrypted });
const sp = samlify.ServiceProvider({
  entityID: config.entityId,
  authnRequestsSigned: config.requestSigned,
  wantAssertionsSigned: config.assertionSigned,
  wantMessageSigned: config.responseSigned,
  privateKey: config.key,
  signatureConfig: {
    prefix: "ds",
    location: { reference: "/*[local-name(.)='AuthnRequest']/*[local-name(.)='Issuer']", action: "after" },
  },
  signingCert: config.spCertificate,
  encPrivateKey: config.key,
  encryptCert: config.spCertificate,
  nameIDFormat: ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"],
  assertionConsumerService: [{ Binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", Location: config.acs }],
});

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString("utf8")));
}

async function answer(request, response) {
  if (request.url.endsWith("/metadata")) {
    response.writeHead(200, { "content-type": "application/samlmetadata+xml" });
    response.end(sp.getMetadata());
    return;
  }
  if (request.method === "POST") {
    const { extract } = await sp.parseLoginResponse(idp, "post", { body: await body(request) });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ nameID: extract.nameID, attributes: extract.attributes, issuer: extract.issuer }));
    return;
  }
  if (config.binding === "HTTP-POST") {
    const { context, entityEndpoint } = sp.createLoginRequest(idp, "post");
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<body onload="document.forms[0].submit()"><form method="post" action="${entityEndpoint}">` +
      `<input type="hidden" name="SAMLRequest" value="${context}"></form>`);
    return;
  }
  response.writeHead(302, { location: sp.createLoginRequest(idp, "redirect").context });
  response.end();
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    response.writeHead(403, { "content-type": "text/plain" });
    response.end(String(error.message ?? error));
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
