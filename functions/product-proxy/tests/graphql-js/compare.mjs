// Lines of {"asked", "name", "sent", "isQuery"} → their number, or the first pair that differs and
// an exit code of 1.
import { createInterface } from "node:readline";
import { parse, visit } from "graphql";

const bare = (document) =>
  visit(document, { StringValue: ({ kind, value }) => ({ kind, value }) });

// The operation that is meant, and the fragments it reaches, by name.
function meant(text, name) {
  const { definitions } = bare(parse(text, { noLocation: true }));
  const operations = definitions.filter(({ kind }) => kind === "OperationDefinition");
  const operation = name === null ? operations[0] : operations.find((known) => known.name?.value === name);
  const fragments = new Map();
  const collect = (node) =>
    visit(node, {
      FragmentSpread({ name: { value } }) {
        if (fragments.has(value)) return;
        const fragment = definitions.find((known) => known.kind === "FragmentDefinition" && known.name.value === value);
        fragments.set(value, fragment);
        collect(fragment);
      },
    });
  collect(operation);
  const sorted = [...fragments].sort(([a], [b]) => (a < b ? -1 : 1));
  return { count: definitions.length, operation, read: JSON.stringify([operation, sorted]), reached: fragments.size };
}

function difference({ asked, name, sent, isQuery }) {
  const [was, is] = [meant(asked, name), meant(sent, name)];
  if (was.read !== is.read) return "read differently";
  if (is.count !== 1 + is.reached) return "more is sent than what is meant";
  if (isQuery && is.operation.operation !== "query") return "a mutation in a query";
  return undefined;
}

let compared = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const pair = JSON.parse(line);
  let found;
  try {
    found = difference(pair);
  } catch (error) {
    found = String(error);
  }
  if (found) {
    console.log(found, line);
    process.exit(1);
  }
  compared += 1;
}
console.log(compared);
