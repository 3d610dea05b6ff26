package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * All that is made of DRL files before they can fire; what the cache keeps.
 *
 * @param rules in their order, by their names in the DRL
 * @param patterns over statements, of all rules
 * @param independentOfPast whether conclusions depend on the facts that hold and on nothing else
 * @param model empty classes if there are no rules
 */
record CompiledRules(
    List<NamedRule> rules,
    List<StatementPattern> patterns,
    boolean independentOfPast,
    CompiledModel model) {

  CompiledRules {
    rules = List.copyOf(rules);
    patterns = List.copyOf(patterns);
  }

  /**
   * A rule.
   *
   * @param name as in the DRL
   */
  record NamedRule(String name, DrlRule rule) {}

  /**
   * Reads and compiles.
   *
   * @throws InvalidInputException with every error of every file
   */
  static CompiledRules compile(List<DrlFile> files, Prefixes prefixes) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    DrlReader reader = new DrlReader(prefixes, diagnostics);
    boolean parsed = reader.read(files);
    Optional<CompiledModel> model = Optional.empty();
    // Without a tree for each file, the compiler would repeat the same errors in other words.
    if (parsed) {
      model = new ModelCompiler(reader.forDrools(), diagnostics).compile();
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    List<NamedRule> rules = new ArrayList<>();
    reader.rules().forEach((name, rule) -> rules.add(new NamedRule(name, rule)));
    return new CompiledRules(
        rules, reader.patterns(), reader.independentOfPast(), model.orElseThrow());
  }
}
