// Find the named imports of one symbol, as a codemod would.
module.exports = function transform(file, { jscodeshift: j }) {
  const name = process.env.REPOINT_BENCH_SYMBOL
  j(file.source)
    .find(j.ImportSpecifier, { imported: { name } })
    .forEach(() => {})
  return undefined
}
