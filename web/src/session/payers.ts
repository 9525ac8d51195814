import { graphql } from '../graphql/graphql.ts';

/** The payers that the clinic works with, for whoever is to choose one. */
export const PayersQuery = graphql(`
  query PayersToChoose {
    clinic {
      id
      payers {
        id
        name
        isSelfPay
        plans {
          id
          name
        }
      }
    }
  }
`);

/** Who pays for a patient. */
export const CoverageFragment = graphql(`
  fragment PatientCoverage on Coverage @_unmask {
    payer {
      id
      name
    }
    plan {
      id
      name
    }
  }
`);

/** What the clinic no longer works with stays with who has it. */
export function withOwn<Known extends { id: string }>(
  offered: readonly Known[],
  own: Known | null | undefined,
): Known[] {
  return !own || offered.some(({ id }) => id === own.id) ? [...offered] : [...offered, own];
}
