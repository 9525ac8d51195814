import type { Dictionary } from '../../i18n/texts.ts';

const es = {
  title: 'Mis órdenes',
  none: 'Todavía no subiste ninguna orden',
  upload: 'Subir una orden',
  more: 'Ver más',
  sentOn: (day: string) => `Orden del ${day}`,
  back: 'Todas mis órdenes',
  states: {
    PENDING_REVIEW: 'La estamos leyendo',
    AWAITING_PHOTO: 'Falta otra foto',
    DISPATCH_PLANNED: 'Ya la leímos',
    DISPATCHED: 'Elegí tu turno',
    NEEDS_ATTENTION: 'La estamos viendo',
    BOOKED: 'Tenés turno',
    RESOLVED: 'Cerrada',
    VOIDED: 'Dada de baja',
  },
  explained: {
    PENDING_REVIEW:
      'Una persona de la clínica la lee y elige el estudio que corresponde. No tenés que hacer nada más.',
    AWAITING_PHOTO: 'No pudimos leer bien la foto. Sacala de nuevo y mandala: se agrega a este mismo pedido.',
    DISPATCH_PLANNED: 'En unos minutos te llega un WhatsApp con el enlace para elegir día y hora.',
    DISPATCHED: 'Te mandamos un WhatsApp con el enlace. Abrilo desde tu teléfono para elegir día y hora.',
    NEEDS_ATTENTION: 'Una persona de la clínica se está ocupando y te va a contactar.',
    BOOKED: 'Tu orden ya quedó adjunta al turno.',
    RESOLVED: 'La clínica cerró este pedido. Si tenés dudas, llamá a la clínica.',
    VOIDED: 'La clínica dio de baja este pedido. Si fue un error, subí la orden de nuevo.',
  },
  weWillWrite: 'Te escribimos por WhatsApp al',
  change: 'Cambiar el número',
  notArrived: '¿No te llegó? Fijate que el número esté bien, o llamá a la clínica.',
  received: {
    title: '¡Listo! Recibimos tu orden',
    next: 'Qué pasa ahora',
    review: 'Una persona de la clínica lee tu orden y elige el estudio que corresponde.',
    message: (phone: string) => `Te mandamos un WhatsApp al ${phone} con un enlace personal.`,
    book: 'Con ese enlace elegís el día y la hora de tu turno.',
    close: 'Podés cerrar esta página. Acá mismo vas a ver cómo va.',
  },
  reason: 'Qué vimos:',
  sendPhoto: 'Mandar otra foto',
  changeAppointment: 'Para cambiarlo o cancelarlo, abrí el enlace del WhatsApp o llamá a la clínica.',
  order: 'Lo que mandaste',
  picture: (number: number) => `Hoja ${number} de la orden`,
  pdf: (number: number) => `Hoja ${number}: abrir el PDF`,
  yourNote: 'Tu mensaje',
};

const en: typeof es = {
  title: 'My orders',
  none: 'You have not sent an order yet',
  upload: 'Send an order',
  more: 'Show more',
  sentOn: (day) => `Order from ${day}`,
  back: 'All my orders',
  states: {
    PENDING_REVIEW: 'We are reading it',
    AWAITING_PHOTO: 'Another photo is needed',
    DISPATCH_PLANNED: 'We have read it',
    DISPATCHED: 'Choose your appointment',
    NEEDS_ATTENTION: 'We are looking at it',
    BOOKED: 'You have an appointment',
    RESOLVED: 'Closed',
    VOIDED: 'Withdrawn',
  },
  explained: {
    PENDING_REVIEW:
      'Somebody at the clinic reads it and picks the right study. There is nothing else for you to do.',
    AWAITING_PHOTO:
      'We could not read the photo well. Take it again and send it: it is added to this request.',
    DISPATCH_PLANNED: 'In a few minutes you get a WhatsApp message with the link to choose the day and time.',
    DISPATCHED:
      'We sent you a WhatsApp message with the link. Open it on your phone to choose the day and time.',
    NEEDS_ATTENTION: 'Somebody at the clinic is taking care of it and will contact you.',
    BOOKED: 'Your order is attached to the appointment.',
    RESOLVED: 'The clinic closed this request. If you have questions, call the clinic.',
    VOIDED: 'The clinic withdrew this request. If that was a mistake, send the order again.',
  },
  weWillWrite: 'We will write by WhatsApp to',
  change: 'Change the number',
  notArrived: 'Has it not arrived? Check that the number is right, or call the clinic.',
  received: {
    title: 'Done! We have your order',
    next: 'What happens now',
    review: 'Somebody at the clinic reads your order and picks the right study.',
    message: (phone) => `We send a WhatsApp message to ${phone} with a personal link.`,
    book: 'With that link you choose the day and time of your appointment.',
    close: 'You can close this page. Come back to it to see how it is going.',
  },
  reason: 'What we saw:',
  sendPhoto: 'Send another photo',
  changeAppointment: 'To move or cancel it, open the link in the WhatsApp message or call the clinic.',
  order: 'What you sent',
  picture: (number) => `Sheet ${number} of the order`,
  pdf: (number) => `Sheet ${number}: open the PDF`,
  yourNote: 'Your message',
};

/** The texts of a patient's requests. */
export const texts: Dictionary<typeof es> = { es, en };
