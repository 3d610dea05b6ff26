package org.rationale.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.jena.JenaRulesReader;
import org.rationale.rules.srl.SrlReader;

/**
 * Reads rule files, each in the language that its name says, and joins rules of several sources.
 */
final class RuleFiles {

  static final RuleSet NONE = new RuleSet(List.of(), List.of(), Map.of());

  private RuleFiles() {}

  /**
   * The rules of files: Jena rules where a name ends in {@code .rules}, else SRL.
   *
   * @throws InvalidInputException with all that is wrong with them
   */
  static RuleSet read(List<Path> files) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<Path> srl = new ArrayList<>();
    List<Path> jena = new ArrayList<>();
    for (Path file : files) {
      String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
      if (Files.isDirectory(file)) {
        diagnostics.add(
            new Diagnostic(
                "folder", file.toString(), "This is a folder.", "Name the rule files in it."));
      } else if (name.endsWith(".drl")) {
        diagnostics.add(
            new Diagnostic(
                "drl-as-rules", file.toString(), "This is a file of DRL.", "Name it after --drl."));
      } else {
        (name.endsWith(".rules") ? jena : srl).add(file);
      }
    }
    List<RuleSet> read = new ArrayList<>();
    read(srl, new SrlReader()::read, read, diagnostics);
    read(jena, new JenaRulesReader()::read, read, diagnostics);
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return join(read);
  }

  private static void read(
      List<Path> files,
      Function<List<Path>, RuleSet> reader,
      List<RuleSet> read,
      List<Diagnostic> diagnostics) {
    if (files.isEmpty()) {
      return;
    }
    try {
      read.add(reader.apply(files));
    } catch (InvalidInputException invalid) {
      diagnostics.addAll(invalid.diagnostics());
    }
  }

  /**
   * One set of all rules.
   *
   * @throws InvalidInputException if two rules have one id
   */
  static RuleSet join(List<RuleSet> sets) {
    if (sets.size() == 1) {
      return sets.getFirst();
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<String, Rule> known = new HashMap<>();
    List<Rule> rules = new ArrayList<>();
    List<Triple> data = new ArrayList<>();
    Map<String, String> prefixes = new LinkedHashMap<>();
    for (RuleSet set : sets) {
      for (Rule rule : set.rules()) {
        Rule other = known.putIfAbsent(rule.id(), rule);
        if (other != null) {
          diagnostics.add(
              new Diagnostic(
                  "duplicate-rule-id",
                  rule.place(),
                  "The rule (%s) has the id of the rule at %s.".formatted(rule.id(), other.place()),
                  "Give one of them another IRI."));
        }
        rules.add(rule);
      }
      data.addAll(set.data());
      set.prefixes().forEach(prefixes::putIfAbsent);
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new RuleSet(rules, data, prefixes);
  }
}
