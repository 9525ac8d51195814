import type { Dictionary } from '../../i18n/texts.ts';
import { plural } from '../../i18n/texts.ts';

const es = {
  title: 'Subí tu orden',
  morePhotos: {
    title: 'Mandanos otra foto',
    lead: 'No pudimos leer bien tu orden médica. La foto nueva se agrega al mismo pedido.',
    reason: 'Qué vimos:',
    notWaiting: 'Este pedido no espera otra foto',
    seeOrder: 'Ver cómo va',
  },
  openOrder: (day: string) =>
    `Ya tenés una orden en curso, del ${day}. Si es la misma, no hace falta que la subas de nuevo.`,
  seeOpenOrder: 'Ver cómo va',
  tips: {
    title: 'Para que se lea bien',
    whole: 'Que entre toda la hoja',
    light: 'Con buena luz y sin sombras',
    flat: 'Apoyada en una mesa, sin moverte',
  },
  camera: 'Tomar foto',
  attach: 'Adjuntar',
  cameraAgain: 'Tomar otra foto',
  attachAgain: 'Adjuntar otra',
  accepted: (size: string) => `Fotos (JPEG, PNG, WebP) o PDF, de hasta ${size} cada uno.`,
  anotherPage: '¿Tiene más hojas, o está escrita atrás?',
  tooManyPages: (count: number) =>
    `Una orden puede tener hasta ${count} hojas. Quitá alguna para agregar otra.`,
  tooMany: (count: number, pages: number) =>
    plural(count, {
      one: `Una no entró: una orden puede tener hasta ${pages} hojas.`,
      other: `${count} no entraron: una orden puede tener hasta ${pages} hojas.`,
    }),
  lost: (count: number) =>
    plural(count, {
      one: 'Al recargar la página se perdió una hoja que todavía no habíamos subido. Agregala de nuevo.',
      other: `Al recargar la página se perdieron ${count} hojas que todavía no habíamos subido. Agregalas de nuevo.`,
    }),
  asking: {
    title: '¿Se lee bien?',
    lead: 'Fijate que se lean tu nombre, el estudio y la firma del médico.',
    picture: 'La foto que elegiste',
    yes: 'Sí, se lee bien',
    camera: 'Sacar de nuevo',
    attach: 'Elegir otra',
    left: (count: number) =>
      plural(count, { one: 'Después queda una foto más.', other: `Después quedan ${count} fotos más.` }),
  },
  pages: {
    title: 'Tu orden',
    page: (number: number) => `Hoja ${number}`,
    picture: (number: number) => `Foto de la hoja ${number}`,
    pdf: 'PDF',
    waiting: 'En espera',
    sending: (part: string) => `Subiendo: ${part}`,
    sent: 'Lista',
    up: (number: number) => `Mover la hoja ${number} hacia arriba`,
    down: (number: number) => `Mover la hoja ${number} hacia abajo`,
    remove: (number: number) => `Quitar la hoja ${number}`,
    retry: 'Probar de nuevo',
  },
  announce: {
    sent: (count: number, of: number) => `Ya subimos ${count} de ${of} hojas.`,
    removed: (number: number) => `Hoja ${number} quitada.`,
    moved: (number: number) => `Ahora es la hoja ${number}.`,
  },
  problems: {
    title: (name: string) => `No pudimos tomar “${name}”`,
    empty: 'El archivo está vacío. Elegí otro o sacá la foto de nuevo.',
    tooLarge: (size: string, limit: string) =>
      `Pesa ${size} y puede pesar hasta ${limit}. Sacá la foto con menos calidad, o mandá un PDF más liviano.`,
    heic: 'Está en formato HEIC, que no podemos abrir. Sacá la foto con el botón de esta página. Si ya la tenés en tu iPhone: hacele una captura de pantalla y adjuntá la captura. Para las próximas fotos: Configuración › Cámara › Formatos › «Más compatible».',
    unsupported: 'No es una foto ni un PDF. Mandá una foto (JPEG, PNG o WebP) o un PDF.',
    cut: 'Está incompleta: se cortó al copiarla o al bajarla. Sacá la foto de nuevo, o bajala otra vez.',
    damaged: 'No la podemos abrir: está dañada o incompleta. Sacá la foto de nuevo, o bajala otra vez.',
    unreadable: 'Tu teléfono no nos deja leerlo. Bajalo primero al teléfono, o sacá una foto.',
  },
  keepOpen:
    'Si cerrás o recargás esta página, se pierden las fotos que todavía no subimos. Esperá a que digan «Lista».',
  offline: 'Estás sin conexión. No perdés nada: cuando vuelva, seguimos solos.',
  note: '¿Querés decirnos algo? (si hace falta)',
  noteHelp: 'Si tu obra social no estaba en la lista, contanos cuál es y qué plan.',
  submit: 'Enviar mi orden',
  sending: 'Enviando tu orden…',
  stillSending: 'Estamos subiendo las hojas. No cierres esta página.',
  noPages: 'Primero sacá una foto de la orden, o adjuntala.',
  failedPages: 'Hay hojas que no llegaron. Probá de nuevo con cada una, o quitala.',
  summary: 'Todavía no pudimos enviar tu orden',
};

const en: typeof es = {
  title: 'Send your order',
  morePhotos: {
    title: 'Send us another photo',
    lead: 'We could not read your doctor’s order well. The new photo is added to the same request.',
    reason: 'What we saw:',
    notWaiting: 'This request does not need another photo',
    seeOrder: 'See how it is going',
  },
  openOrder: (day) =>
    `You already have an order under way, from ${day}. If this is the same one, there is no need to send it again.`,
  seeOpenOrder: 'See how it is going',
  tips: {
    title: 'So that it can be read',
    whole: 'The whole sheet in the picture',
    light: 'Good light and no shadows',
    flat: 'On a table, without moving',
  },
  camera: 'Take a photo',
  attach: 'Attach',
  cameraAgain: 'Take another photo',
  attachAgain: 'Attach another',
  accepted: (size) => `Photos (JPEG, PNG, WebP) or PDFs, up to ${size} each.`,
  anotherPage: 'Are there more sheets, or is something written on the back?',
  tooManyPages: (count) => `An order can have up to ${count} sheets. Remove one to add another.`,
  tooMany: (count, pages) =>
    plural(count, {
      one: `One did not fit: an order can have up to ${pages} sheets.`,
      other: `${count} did not fit: an order can have up to ${pages} sheets.`,
    }),
  lost: (count) =>
    plural(count, {
      one: 'A sheet that had not been sent yet was lost when the page reloaded. Add it again.',
      other: `${count} sheets that had not been sent yet were lost when the page reloaded. Add them again.`,
    }),
  asking: {
    title: 'Can it be read?',
    lead: 'Check that your name, the study and the doctor’s signature can be read.',
    picture: 'The photo you chose',
    yes: 'Yes, it can be read',
    camera: 'Take it again',
    attach: 'Choose another',
    left: (count) =>
      plural(count, { one: 'One more photo after this.', other: `${count} more photos after this.` }),
  },
  pages: {
    title: 'Your order',
    page: (number) => `Sheet ${number}`,
    picture: (number) => `Photo of sheet ${number}`,
    pdf: 'PDF',
    waiting: 'Waiting',
    sending: (part) => `Sending: ${part}`,
    sent: 'Done',
    up: (number) => `Move sheet ${number} up`,
    down: (number) => `Move sheet ${number} down`,
    remove: (number) => `Remove sheet ${number}`,
    retry: 'Try again',
  },
  announce: {
    sent: (count, of) => `${count} of ${of} sheets have arrived.`,
    removed: (number) => `Sheet ${number} removed.`,
    moved: (number) => `It is now sheet ${number}.`,
  },
  problems: {
    title: (name) => `We could not take “${name}”`,
    empty: 'The file is empty. Choose another one or take the photo again.',
    tooLarge: (size, limit) =>
      `It is ${size}; the most is ${limit}. Take the photo at a lower quality, or send a smaller PDF.`,
    heic: 'It is in the HEIC format, which we cannot open. Take the photo with this page’s button. If you already have it on your iPhone: take a screenshot of it and attach that. For the next photos: Settings › Camera › Formats › “Most Compatible”.',
    unsupported: 'It is neither a photo nor a PDF. Send a photo (JPEG, PNG or WebP) or a PDF.',
    cut: 'It is incomplete: it was cut off when it was copied or downloaded. Take the photo again, or download it again.',
    damaged: 'It cannot be opened: it is damaged or incomplete. Take the photo again, or download it again.',
    unreadable: 'Your phone does not let us read it. Download it to the phone first, or take a photo.',
  },
  keepOpen:
    'If you close or reload this page, photos that have not been sent yet are lost. Wait until they say “Done”.',
  offline: 'You are offline. Nothing is lost: once the connection is back, we carry on by ourselves.',
  note: 'Is there anything you want to tell us? (if needed)',
  noteHelp: 'If your health insurance was not in the list, tell us which one and which plan.',
  submit: 'Send my order',
  sending: 'Sending your order…',
  stillSending: 'We are sending the sheets. Do not close this page.',
  noPages: 'First take a photo of the order, or attach it.',
  failedPages: 'Some sheets did not arrive. Try each one again, or remove it.',
  summary: 'We could not send your order yet',
};

/** The texts of sending an order. */
export const texts: Dictionary<typeof es> = { es, en };
