import { describe, expect, it } from 'vitest';
import { belongs, daysBefore, type Filtered, questionOf, readSearch } from './search.ts';

const TODAY = '2026-11-22';

describe('the address of the grid', () => {
  it('opens with what came today and is not resolved, the oldest first', () => {
    expect(questionOf(readSearch({}), '', TODAY)).toEqual({
      filter: { from: TODAY, to: TODAY, resolved: false },
      orderBy: { field: 'UPLOADED_AT', direction: 'ASC' },
    });
  });

  it('leaves out what it does not know', () => {
    expect(readSearch({ periodo: 'siglo', estado: 'BOOKED', desde: 'ayer', orden: 'nombre', x: 1 })).toEqual({
      estado: 'BOOKED',
      orden: 'nombre',
    });
    expect(readSearch({ desde: '2026-02-30', hasta: '2026-13-01' })).toEqual({});
  });

  it('says all that it can ask', () => {
    const search = readSearch({
      periodo: 'dias',
      desde: '2026-11-20',
      hasta: '2026-11-10',
      resuelto: 'si',
      cobertura: 'UGF5ZXI6MQ==',
      atencion: 'no',
      sentido: 'desc',
    });
    expect(questionOf(search, ' pérez ', TODAY)).toEqual({
      filter: {
        from: '2026-11-10',
        to: '2026-11-20',
        resolved: true,
        payerId: 'UGF5ZXI6MQ==',
        needsAttention: false,
        search: 'pérez',
      },
      orderBy: { field: 'UPLOADED_AT', direction: 'DESC' },
    });
  });

  it('shows a state whole, unless it is asked otherwise', () => {
    expect(questionOf({ periodo: 'todo', estado: 'RESOLVED' }, '', TODAY).filter).toEqual({
      states: ['RESOLVED'],
    });
  });

  it('counts days over the ends of months', () => {
    expect(daysBefore('2026-03-03', 6)).toBe('2026-02-25');
  });
});

describe('a request that changed', () => {
  const request: Filtered = {
    uploadedAt: '2026-11-22T13:00:00Z',
    state: 'PENDING_REVIEW',
    resolvedAt: null,
    attentionReason: null,
    patient: { coverage: null },
  };
  const dayOf = (instant: string) => instant.slice(0, 10);
  const question = questionOf({}, '', TODAY);

  it('belongs while nothing speaks against it', () => {
    expect(belongs(question, request, false, dayOf)).toBe(true);
  });

  it.each<[string, Partial<Filtered>]>([
    ['another day', { uploadedAt: '2026-11-21T13:00:00Z' }],
    ['resolved', { resolvedAt: '2026-11-22T14:00:00Z', state: 'RESOLVED' }],
    ['taken out', { state: 'VOIDED' }],
  ])('no longer belongs: %s', (_, change) => {
    expect(belongs(question, { ...request, ...change }, true, dayOf)).toBe(false);
  });

  it('is only found by a text where the server found it', () => {
    const searched = questionOf({}, 'pérez', TODAY);
    expect(belongs(searched, request, true, dayOf)).toBe(true);
    expect(belongs(searched, request, false, dayOf)).toBe(false);
  });
});
