package org.rationale.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;
import picocli.CommandLine.Option;

/** Data, rules and evidence that are named on the command line. */
final class ProgramOptions {

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description =
          "RDF 1.2 files (.ttl, .nt, .nq, .trig, each also .gz), certain and uncertain facts; - is Turtle on standard input.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description = "Rule files in SRL.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--drl",
      paramLabel = "FILE",
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description = "Rule files in DRL.")
  private List<String> drl = new ArrayList<>();

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      description = "Observations to condition on: << s p o >> rat:observed true .")
  private @Nullable Path evidence;

  ProofGraph reason(PrintWriter err) throws IOException {
    FactSet facts = facts();
    RuleSet ruleSet =
        rules.isEmpty()
            ? new RuleSet(List.of(), List.of(), Map.of())
            : new SrlReader().read(paths(rules));
    Map<Triple, Boolean> observed = evidence == null ? Map.of() : FactReader.readEvidence(evidence);
    if (drl.isEmpty()) {
      return Inference.run(facts, ruleSet, Optional.empty(), observed);
    }
    Map<String, String> prefixes = new LinkedHashMap<>(facts.prefixes());
    ruleSet.prefixes().forEach(prefixes::putIfAbsent);
    err.println("compiling DRL ...");
    try (DrlRules compiled = DrlRules.compile(paths(drl), prefixes)) {
      return Inference.run(facts, ruleSet, Optional.of(compiled), observed);
    }
  }

  private FactSet facts() {
    if (!data.contains("-")) {
      return FactReader.read(paths(data));
    }
    if (data.size() > 1) {
      throw new InvalidInputException(
          "mixed-input",
          "--data -",
          "standard input cannot be read together with files.",
          "Save it to a file, or join the files into one stream.");
    }
    return FactReader.read(System.in, RdfFormat.TURTLE, "standard input");
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }
}
