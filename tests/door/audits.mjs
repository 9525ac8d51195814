// Runs every audit of graphql-http against a server: node audits.mjs http://127.0.0.1:8080/graphql
import { serverAudits } from "graphql-http";

const url = process.argv[2] ?? process.env.GRAPHQL_URL;
if (!url) {
  console.error("usage: node audits.mjs <url of /graphql>");
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url })) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed += 1;
  } else {
    failed += 1;
    console.error(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
