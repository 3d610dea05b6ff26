package org.rationale.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Node;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.Reasoner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Validates a pack: syntax, safety, stratification, shapes, models, and its example cases against what they expect.",
      "Exit status 1 if a case decides otherwise than it expects."
    })
final class CheckCommand implements Callable<Integer> {

  private static final String ABSTAIN = "abstain";

  @Spec private CommandSpec spec;

  @Mixin private ExecutionOptions execution;

  @Parameters(paramLabel = "PACK", description = "A bundled pack's name or a pack's folder.")
  private String pack;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  CheckCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int failures = 0;
    int checked = 0;
    try (Reasoner reasoner =
        Reasoner.open(PackOption.folder(pack), new ProgressLines(err), execution.settings())) {
      out.printf(
          "%s %s: knowledge, shapes, rules and models are in order%n",
          reasoner.pack().name(), reasoner.pack().version());
      List<Path> cases = reasoner.exampleCases();
      for (Path file : cases) {
        err.printf("case %d of %d%n", ++checked, cases.size());
        List<String> complaints = complaints(reasoner, file);
        failures += complaints.isEmpty() ? 0 : 1;
        out.printf("%s %s%n", complaints.isEmpty() ? "ok  " : "FAIL", file.getFileName());
        complaints.forEach(complaint -> out.println("       " + complaint));
      }
    }
    out.printf("%d cases, %d failed%n", checked, failures);
    return failures == 0 ? 0 : 1;
  }

  private static List<String> complaints(Reasoner reasoner, Path file) {
    Decision decision;
    try {
      Case given = CaseReader.read(file);
      decision = reasoner.decide(given);
    } catch (InvalidInputException invalid) {
      return invalid.diagnostics().stream().map(Object::toString).toList();
    }
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, String> expected : decision.caseFile().expect().entrySet()) {
      Outcome outcome =
          decision.outcomes().stream()
              .filter(o -> o.question().id().equals(expected.getKey()))
              .findFirst()
              .orElse(null);
      if (outcome == null) {
        complaints.add("the pack asks no question (%s)".formatted(expected.getKey()));
        continue;
      }
      Set<String> found = found(outcome, decision.proofGraph().prefixes());
      Set<String> wanted = new TreeSet<>(List.of(expected.getValue().split("[, ]+")));
      wanted.remove("");
      if (!found.equals(wanted)) {
        complaints.add("%s: expected %s, got %s".formatted(expected.getKey(), wanted, found));
      }
    }
    return complaints;
  }

  private static Set<String> found(Outcome outcome, Map<String, String> prefixes) {
    Set<String> found = new TreeSet<>();
    switch (outcome.result()) {
      case Outcome.Result.Abstained abstained -> found.add(ABSTAIN);
      case Outcome.Result.Chosen chosen ->
          chosen.answers().stream()
              .map(Answer::value)
              .map(value -> shortForm(value, prefixes))
              .forEach(found::add);
    }
    return found;
  }

  private static String shortForm(Node value, Map<String, String> prefixes) {
    if (value.isLiteral()) {
      return value.getLiteralLexicalForm();
    }
    String iri = value.toString();
    return prefixes.entrySet().stream()
        .filter(prefix -> iri.startsWith(prefix.getValue()))
        .map(prefix -> prefix.getKey() + ":" + iri.substring(prefix.getValue().length()))
        .findFirst()
        .orElse(iri);
  }
}
