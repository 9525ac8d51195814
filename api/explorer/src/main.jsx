import { createRoot } from "react-dom/client";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createFetcher } from "./fetcher.js";
import { defaultQuery } from "./default-query.js";

createRoot(document.getElementById("explorer")).render(
  <GraphiQL
    fetcher={createFetcher("/graphql")}
    defaultQuery={defaultQuery}
    defaultHeaders={'{\n  "authorization": "Bearer "\n}'}
    defaultEditorToolsVisibility="headers"
    // A token in localStorage would outlive the tab.
    shouldPersistHeaders={false}
  />,
);
