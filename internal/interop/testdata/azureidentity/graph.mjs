// The Azure SDK for JavaScript gets a token by a client secret, and reads the tenant's domains from Graph with it. How
// to reach both it knows from HTTPS_PROXY and NODE_EXTRA_CA_CERTS alone.
import { ClientSecretCredential } from "@azure/identity";
import { bearerTokenAuthenticationPolicy, createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";

const config = JSON.parse(process.env.INTEROP);
const credential = new ClientSecretCredential(config.tenant, config.clientId, config.clientSecret);
const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: "https://graph.microsoft.com/.default" }));

let answer;
try {
  const response = await pipeline.sendRequest(createDefaultHttpClient(), createPipelineRequest({ url: "https://graph.microsoft.com/v1.0/domains" }));
  answer = { status: response.status, domains: JSON.parse(response.bodyAsText).value.map((d) => d.id) };
} catch (error) {
  answer = { error: error.message };
}
console.log(JSON.stringify(answer));
