package org.rationale.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Change;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.RevisableProgram;
import org.rationale.explanations.WhatIf;
import org.rationale.explanations.WhatIfReport;
import org.rationale.kg.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "what-if",
    mixinStandardHelpOptions = true,
    description = "Shows what changes of the given facts would make of a fact and of all others.",
    footer = {
      "",
      "Example:",
      "  rationale what-if --data d.ttl --rules r.srl --add ':bob :has :Fever' ':bob a :Ill'"
    })
final class WhatIfCommand implements Callable<Integer> {

  /** How an answer is written. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec;

  @Mixin private ProgramOptions program;

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
  private Format format;

  @Parameters(
      paramLabel = "TRIPLE",
      description = "The fact, in N-Triples or with the files' prefixes.")
  private String triple;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  WhatIfCommand() {}

  @Override
  public Integer call() {
    if (added.isEmpty() && removed.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Say what changes: --add TRIPLE or --remove TRIPLE.");
    }
    program.revise(spec.commandLine().getErr(), List.of(), this::print);
    return 0;
  }

  private void print(RevisableProgram revisable) {
    List<Change> changes = changes(revisable);
    List<Triple> brought =
        changes.stream().filter(Change.Add.class::isInstance).map(Change::statement).toList();
    Triple statement = StatementArgument.parse(triple, revisable, brought);
    WhatIf whatIf = Explainer.whatIf(revisable, changes, Optional.of(statement));
    String text =
        switch (format) {
          case TEXT -> WhatIfReport.text(whatIf);
          case JSON -> WhatIfReport.json(whatIf);
        };
    spec.commandLine().getOut().println(text.stripTrailing());
  }

  private List<Change> changes(RevisableProgram revisable) {
    List<Change> changes = new ArrayList<>();
    Set<Triple> seen = new HashSet<>();
    for (String text : added) {
      Triple statement = StatementArgument.parse(text, revisable.graph().prefixes());
      requireNew(text, seen.add(statement));
      changes.add(new Change.Add(statement));
    }
    for (String text : removed) {
      Triple statement = StatementArgument.parse(text, revisable, List.of());
      requireNew(text, seen.add(statement));
      if (!revisable.states(statement)) {
        throw new InvalidInputException(
            "not-stated",
            text,
            "the data do not state this, so that it cannot be taken back.",
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
