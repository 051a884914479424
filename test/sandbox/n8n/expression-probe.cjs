// Loaded into n8n before its own code: notes each n8n expression that is evaluated, a JSON text a line, in the file that
// ALERTBRIDGE_EXPRESSION_PROBE names. `acquire` is what n8n asks an isolate for, whether or not it then needs one.
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const file = process.env.ALERTBRIDGE_EXPRESSION_PROBE;
const load = Module._load;
const probed = new WeakSet();

function note(entry) {
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  const Expression = loaded?.Expression;
  if (typeof Expression === 'function' && Expression.prototype?.renderExpression && !probed.has(Expression)) {
    probed.add(Expression);
    const { renderExpression, acquireIsolate } = Expression.prototype;
    Expression.prototype.renderExpression = function (expression, ...others) {
      note({ evaluated: expression });
      return renderExpression.call(this, expression, ...others);
    };
    Expression.prototype.acquireIsolate = async function () {
      const acquired = await acquireIsolate.call(this);
      if (acquired) note({ acquired: true });
      return acquired;
    };
  }
  return loaded;
};
