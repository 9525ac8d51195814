export const defaultQuery = `# Asistencia: the GraphQL explorer.
# Nothing here leaves this server.
#
# 1. Run SignIn: an operator of the demo data.
# 2. Copy session.token into the Headers tab:
#    { "authorization": "Bearer <token>" }
#    It signs in the WebSocket of subscriptions too.
# 3. Run Worklist or OrderUploaded. Ctrl-Space completes,
#    the book icon opens the documentation.

mutation SignIn {
  signIn(input: { email: "operadora@demo.example", password: "asistencia" }) {
    session { token expiresAt }
    userErrors { code message field }
  }
}

query WhoAmI {
  viewer { __typename }
}

query Worklist {
  worklist(first: 10, filter: { resolved: false }) {
    feedCursor
    totalCount
    nodes {
      id
      uploadedAt
      state
      patient { givenName familyName }
      services { name }
    }
  }
}

subscription OrderUploaded {
  orderUploaded {
    __typename
    ... on OrderUploaded {
      cursor
      assistanceRequest { id uploadedAt patient { givenName familyName } }
    }
    ... on FeedHeartbeat { cursor }
    ... on FeedResync { cursor reason }
  }
}
`;
