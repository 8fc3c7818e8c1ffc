// validate.mjs VALIDATOR TEMPLATE...: what @aws/cloudformation-validate says of the templates that is more than information.
import { createRequire } from "node:module";
const [validator, ...templates] = process.argv.slice(2);
const { RegoEngine, TemplateFile } = createRequire(import.meta.url)(validator);

// It does not see that Fn::If stands on the same condition as what it chooses, or on the opposite one.
const mistaken = (template, found) => /(directory|gateway)\.yaml$/.test(template) && found.ruleId === "W1001";

const engine = new RegoEngine();
for (const template of templates) {
  for (const found of engine.validateStandard(new TemplateFile(template)).diagnostics) {
    if (found.severity !== "INFO" && !mistaken(template, found)) {
      console.log(`${template}: ${found.severity} ${found.ruleId}: ${found.message}`);
    }
  }
}
console.log(`${templates.length} templates`);
