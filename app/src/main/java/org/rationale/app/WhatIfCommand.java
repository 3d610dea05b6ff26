package org.rationale.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Change;
import org.rationale.explanations.DecisionWhatIf;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.WhatIf;
import org.rationale.explanations.WhatIfReport;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Decision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "what-if",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what changes of the given facts would make of a fact and of all others,",
      "or what other inputs would make of a decision."
    },
    footer = {
      "",
      "Examples:",
      "  rationale what-if --data d.ttl --rules r.srl --add ':bob :has :Fever' ':bob a :Ill'",
      "  rationale what-if --pack respiratory case.json --set vitals.heartRate=120",
      "  rationale what-if --pack respiratory --case case.json \\",
      "    --add '<https://w3id.org/rationale/pack/respiratory/case/pneumonia> resp:hasFinding resp:Wheeze' \\",
      "    '<https://w3id.org/rationale/pack/respiratory/case/pneumonia> resp:hasCondition resp:AsthmaAttack'"
    })
final class WhatIfCommand implements Callable<Integer> {

  @Mixin private Asked asked;

  @Option(
      names = "--add",
      paramLabel = "TRIPLE",
      description = "A fact that is stated as certain then; repeatable.")
  private List<String> added = new ArrayList<>();

  @Option(
      names = "--remove",
      paramLabel = "TRIPLE",
      description = "A given fact that nothing states then; repeatable.")
  private List<String> removed = new ArrayList<>();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Asked.Format format;

  @Option(
      names = "--set",
      paramLabel = "INPUT=VALUE",
      description =
          "With --pack: an input, or a member of one after a dot, and its value as JSON or as plain"
              + " text; null takes it away; repeatable.")
  private List<String> set = new ArrayList<>();

  @Parameters(
      paramLabel = "TRIPLE|CASE.json",
      description =
          "The fact, in N-Triples or with the files' prefixes; with --set a case, - is standard"
              + " input.")
  private String about;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  WhatIfCommand() {}

  @Override
  public Integer call() throws IOException {
    asked.requireOne();
    boolean changesFacts = !added.isEmpty() || !removed.isEmpty();
    if (!set.isEmpty()) {
      if (!asked.isOfPack()) {
        throw asked.wrong("--set changes inputs: name the --pack.");
      }
      if (changesFacts || asked.namesCase()) {
        throw asked.wrong(
            "With --set, name the case alone, and leave --add, --remove and --case out.");
      }
      decide();
      return 0;
    }
    if (!changesFacts) {
      throw asked.wrong(
          "Say what changes: --add TRIPLE or --remove TRIPLE"
              + (asked.isOfPack() ? ", or --set INPUT=VALUE." : "."));
    }
    asked.revise(List.of(), this::print);
    return 0;
  }

  private void decide() throws IOException {
    Case given =
        about.equals("-")
            ? CaseReader.read(
                new String(System.in.readAllBytes(), StandardCharsets.UTF_8), "standard input")
            : CaseReader.read(Path.of(about));
    Case changed = ChangedInputs.of(given, set);
    asked.open(
        reasoner -> {
          Decision before = reasoner.decide(given);
          DecisionWhatIf whatIf = Explainer.whatIf(before, reasoner.decide(changed, before));
          asked.print(
              switch (format) {
                case TEXT -> WhatIfReport.text(whatIf);
                case JSON -> WhatIfReport.json(whatIf);
                case HTML -> WhatIfReport.html(whatIf);
              });
        });
  }

  private void print(Revisable revisable) {
    List<Change> changes = changes(revisable);
    List<Triple> brought =
        changes.stream().filter(Change.Add.class::isInstance).map(Change::statement).toList();
    Triple statement = StatementArgument.parse(about, revisable, brought);
    WhatIf whatIf = Explainer.whatIf(revisable, changes, Optional.of(statement));
    asked.print(
        switch (format) {
          case TEXT -> WhatIfReport.text(whatIf);
          case JSON -> WhatIfReport.json(whatIf);
          case HTML -> WhatIfReport.html(whatIf);
        });
  }

  private List<Change> changes(Revisable revisable) {
    List<Change> changes = new ArrayList<>();
    Set<Triple> seen = new HashSet<>();
    for (String text : added) {
      Triple statement = StatementArgument.parse(text, revisable.graph().prefixes());
      requireNew(text, seen.add(statement));
      if (!revisable.maySay(statement)) {
        StatementArgument.parse(text, revisable, List.of());
        throw new InvalidInputException(
            "not-said",
            text,
            "no input of the pack can say this of the case.",
            "Add what a perceptor reads: why-not names such facts.");
      }
      changes.add(new Change.Add(statement));
    }
    for (String text : removed) {
      Triple statement = StatementArgument.parse(text, revisable, List.of());
      requireNew(text, seen.add(statement));
      if (!revisable.states(statement)) {
        throw new InvalidInputException(
            "not-stated",
            text,
            "the %s state this, so that it cannot be taken back."
                .formatted(asked.isOfPack() ? "inputs of the case do not" : "data do not"),
            "Take back what it is concluded from; why shows that.");
      }
      changes.add(new Change.Remove(statement));
    }
    return changes;
  }

  private static void requireNew(String text, boolean isNew) {
    if (!isNew) {
      throw new InvalidInputException(
          "two-changes", text, "this is changed twice.", "Keep one of the changes.");
    }
  }
}
