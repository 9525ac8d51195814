import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  openForms: {
    title: 'Falta completar',
    progress: (answered: number, required: number) => `${answered} de ${required} respuestas obligatorias`,
  },
  done: {
    reservado: '¡Listo! Tu turno está reservado.',
    cambiado: '¡Listo! Lo cambiamos.',
    cancelado: 'Lo cancelamos.',
    fotos: '¡Gracias! Recibimos tus fotos.',
    enviado: '¡Gracias! Recibimos tus respuestas.',
  },
  cancelling: {
    ask: { appointment: '¿Cancelás este turno?', visit: '¿Cancelás esta visita?' },
    after: {
      appointment: 'El horario queda libre para otra persona. Después podés elegir otro con el mismo enlace.',
      visit: 'El horario queda libre para otra persona. Si lo que querés es otro día, mejor cambiala.',
    },
    yes: { appointment: 'Sí, cancelar el turno', visit: 'Sí, cancelar la visita' },
    no: 'No, dejarlo como está',
  },
  waiting: {
    title: 'Tenemos tu orden',
    words: 'La estamos revisando. Cuando esté, te escribimos por WhatsApp. No hace falta que hagas nada.',
  },
  closed: {
    title: 'Este pedido está cerrado',
    words: 'Si te parece un error, respondé el mensaje que te mandamos y te ayudamos.',
  },
  studies: {
    one: 'Tu estudio',
    other: 'Tus estudios',
    prepare: 'Cómo prepararte',
    coverage: 'Tu cobertura',
    covered: 'Tu cobertura lo paga.',
    authorisation: 'Necesita autorización de tu cobertura.',
    notCovered: 'Tu cobertura no lo paga.',
  },
  ticket: {
    title: { appointment: 'Tu turno', visit: 'Tu visita' },
    with: 'Con',
    selfPay: 'Lo pagás de forma particular.',
    order: 'Tu orden ya está con el turno: no hace falta que la mandes otra vez.',
    calendar: 'Agregar al calendario',
    move: { appointment: 'Cambiar el turno', visit: 'Cambiar esta visita' },
    cancel: { appointment: 'Cancelar el turno', visit: 'Cancelar esta visita' },
  },
  reminders: {
    title: 'Recordatorios',
    help: 'Si un turno cambia o se cancela, te avisamos igual.',
    byWhatsapp: 'Quiero recordatorios por WhatsApp',
    byEmail: 'Quiero recordatorios por e‑mail',
    saved: 'Guardamos cómo querés los recordatorios.',
  },
};

const en: typeof es = {
  openForms: {
    title: 'Still to fill in',
    progress: (answered, required) => `${answered} of ${required} required answers`,
  },
  done: {
    reservado: 'Done! Your appointment is booked.',
    cambiado: 'Done! We have moved it.',
    cancelado: 'We have cancelled it.',
    fotos: 'Thank you! Your photos have arrived.',
    enviado: 'Thank you! We have your answers.',
  },
  cancelling: {
    ask: { appointment: 'Cancel this appointment?', visit: 'Cancel this visit?' },
    after: {
      appointment:
        'The time will be free for somebody else. Afterwards you can choose another one with the same link.',
      visit: 'The time will be free for somebody else. If what you want is another day, move it instead.',
    },
    yes: { appointment: 'Yes, cancel the appointment', visit: 'Yes, cancel the visit' },
    no: 'No, keep it',
  },
  waiting: {
    title: 'We have your order',
    words: 'We are looking at it and will write to you by WhatsApp. There is nothing you need to do.',
  },
  closed: {
    title: 'This request is closed',
    words: 'If you think this is wrong, reply to our message, and we will help you.',
  },
  studies: {
    one: 'Your study',
    other: 'Your studies',
    prepare: 'How to prepare',
    coverage: 'Your coverage',
    covered: 'Your coverage pays for it.',
    authorisation: 'It needs authorisation from your coverage.',
    notCovered: 'Your coverage does not pay for it.',
  },
  ticket: {
    title: { appointment: 'Your appointment', visit: 'Your visit' },
    with: 'With',
    selfPay: 'You pay for it yourself.',
    order: 'Your order is attached to the appointment: there is no need to send it again.',
    calendar: 'Add to my calendar',
    move: { appointment: 'Move the appointment', visit: 'Move this visit' },
    cancel: { appointment: 'Cancel the appointment', visit: 'Cancel this visit' },
  },
  reminders: {
    title: 'Reminders',
    help: 'If an appointment changes or is cancelled, we let you know.',
    byWhatsapp: 'I want reminders by WhatsApp',
    byEmail: 'I want reminders by e‑mail',
    saved: 'We have saved how you want your reminders.',
  },
};

/** The texts of an appointment from the link of a message on, and of what comes after. */
export const texts: Dictionary<typeof es> = { es, en };
