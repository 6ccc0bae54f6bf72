/** A number as Python 3 spells it (language reference, "Numeric literals"). */
const NUMERAL =
  /^(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[1-9](?:_?\d)*|0(?:_?0)*)|(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?)$/
/** Whole numbers with leading zeros are none, floats and imaginary ones with such are. */
const OLD_OCTAL = /^0[\d_]*[1-9][\d_]*$/

export function isNumeral(text: string, start: number, end: number): boolean {
  if (end - start === 1) return true
  const spelling = text.slice(start, end)
  return NUMERAL.test(spelling) && !OLD_OCTAL.test(spelling)
}

/** NaN for an imaginary number. */
export function numeralValue(text: string, start: number, end: number): number {
  if (end - start === 1) return text.charCodeAt(start) - 48
  return Number(text.slice(start, end).replaceAll('_', ''))
}
