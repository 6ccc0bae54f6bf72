/** `sys.modules["a.b"] = …`: what importers get is another object. */
const REPLACED = /\bmodules\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)/g
const SETATTR = /(?<![.\w])setattr\(\s*([A-Za-z_]\w*)\s*,\s*["']([A-Za-z_]\w*)["']/g

export const readReplaced = (text: string): string[] =>
  text.includes('modules[') ? Array.from(text.matchAll(REPLACED), ([, module = '']) => module) : []

/** `setattr(base, "name", …)` as `base.name`. */
export const readSetattr = (text: string): string[] =>
  text.includes('setattr(') ? Array.from(text.matchAll(SETATTR), ([, base, name]) => `${base}.${name}`) : []
