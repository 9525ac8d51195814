import { chooseLanguage, type Language, useLanguage } from '../i18n/language.ts';
import { type Dictionary, useTexts } from '../i18n/texts.ts';
import styles from './Preferences.module.css';
import { chooseTheme, type Theme, useTheme } from './theme.ts';

const es = {
  language: 'Idioma',
  theme: 'Apariencia',
  system: 'Como el dispositivo',
  light: 'Clara',
  dark: 'Oscura',
};
const en: typeof es = {
  language: 'Language',
  theme: 'Appearance',
  system: 'Same as device',
  light: 'Light',
  dark: 'Dark',
};
const texts: Dictionary<typeof es> = { es, en };

/** The choice of language and appearance, in plain lists. */
export function Preferences() {
  const t = useTexts(texts);
  const language = useLanguage();
  const theme = useTheme();
  return (
    <div className={styles.preferences}>
      <label>
        {t.language}
        <select onChange={(event) => chooseLanguage(event.target.value as Language)} value={language}>
          <option lang="es" value="es">
            Español
          </option>
          <option lang="en" value="en">
            English
          </option>
        </select>
      </label>
      <label>
        {t.theme}
        <select onChange={(event) => chooseTheme(event.target.value as Theme)} value={theme}>
          <option value="system">{t.system}</option>
          <option value="light">{t.light}</option>
          <option value="dark">{t.dark}</option>
        </select>
      </label>
    </div>
  );
}
