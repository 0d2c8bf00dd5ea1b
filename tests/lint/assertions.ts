/**
 * Rules for `deno lint`: assertions that cannot fail.
 *
 * @module
 */
type Node = Deno.lint.Node;

/** The name of what is called on `assert`: `ok` of `assert.ok(…)`; `assert` itself counts as `ok`. */
function assertion(node: Node): string | null {
  if (node.type !== "CallExpression") return null;
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "assert") return "ok";
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return null;
  if (callee.object.name !== "assert" || callee.property.type !== "Identifier") return null;
  return callee.property.name;
}

/** Values that are true whatever they hold. */
const ALWAYS_TRUE: readonly string[] = [
  "ArrayExpression",
  "ObjectExpression",
  "ArrowFunctionExpression",
  "FunctionExpression",
  "ClassExpression",
  "NewExpression",
];

const COMPARISONS: readonly string[] = ["<", ">", "<=", ">=", "==", "===", "!=", "!=="];

export default {
  name: "scrim-tests",
  rules: {
    /** `assert.ok(a ?? 0 > 1)` is `a ?? (0 > 1)`: true for every `a` but 0. */
    "no-loose-nullish": {
      create: (context) => ({
        LogicalExpression(node) {
          const { operator, right } = node;
          if (operator !== "??" || right.type !== "BinaryExpression") return;
          if (!COMPARISONS.includes(right.operator)) return;
          context.report({
            node,
            message: "?? binds weaker than the comparison behind it",
            hint: "write (a ?? b) in parentheses",
          });
        },
      }),
    },
    /** An object is true whatever it holds. */
    "no-constant-assert": {
      create: (context) => ({
        CallExpression(node) {
          const [first] = node.arguments;
          if (assertion(node) !== "ok" || !first || !ALWAYS_TRUE.includes(first.type)) return;
          context.report({ node, message: "this assertion cannot fail: its value is always true" });
        },
      }),
    },
    /** A promise that nobody waits for is rejected after the test has passed. */
    "no-floating-rejects": {
      create: (context) => ({
        ExpressionStatement(node) {
          const name = assertion(node.expression);
          if (name !== "rejects" && name !== "doesNotReject") return;
          context.report({ node, message: `assert.${name}() is not awaited`, hint: "await it" });
        },
      }),
    },
  },
} satisfies Deno.lint.Plugin;
