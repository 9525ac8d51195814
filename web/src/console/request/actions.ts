/** What can be done with a request, as addresses name it. */
export const ACTIONS = ['orden', 'resolver', 'turno', 'contacto', 'foto', 'reabrir', 'baja'] as const;

/** An action with a request. */
export type Action = (typeof ACTIONS)[number];
