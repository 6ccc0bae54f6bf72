/** `sys.modules["a.b"] = …`: what importers get is another object. */
const REPLACED = /\bmodules\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)/g
const SETATTR = /(?<![.\w])setattr\(\s*([A-Za-z_]\w*)\s*,\s*["']([A-Za-z_]\w*)["']/g

const LIST = '.__all__'
const LIST_CHANGE = /[ \t]*(?:\+?=(?!=)|\.(?:append|extend|insert)\()/y

/** Whose `__all__` is changed at the dot, as `base.__all__`; `.__all__` where the base is no plain name; null: nobody's. */
export function readListed(text: string, dot: number): string | null {
  if (!text.startsWith(LIST, dot)) return null
  LIST_CHANGE.lastIndex = dot + LIST.length
  if (!LIST_CHANGE.test(text)) return null
  return (/(?<![\w.])[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, dot - 80), dot))?.[0] ?? '') + LIST
}

export const readReplaced = (text: string): string[] =>
  text.includes('modules[') ? Array.from(text.matchAll(REPLACED), ([, module = '']) => module) : []

/** `setattr(base, "name", …)` as `base.name`. */
export const readSetattr = (text: string): string[] =>
  text.includes('setattr(') ? Array.from(text.matchAll(SETATTR), ([, base, name]) => `${base}.${name}`) : []
