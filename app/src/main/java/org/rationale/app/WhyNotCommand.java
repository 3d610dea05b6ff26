package org.rationale.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.RevisableCase;
import org.rationale.explanations.WhyNot;
import org.rationale.explanations.WhyNotReport;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Reasoner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "why-not",
    mixinStandardHelpOptions = true,
    description = {
      "Shows why a fact does not hold, or is not likely enough,",
      "and the smallest sets of changes that would mend that."
    },
    footer = {
      "",
      "Examples:",
      "  rationale why-not --data d.ttl --rules r.srl ':bob a :Ill'",
      "  rationale why-not --data d.ttl --rules r.srl --threshold 0.9 ':ann a :Ill'",
      "  rationale why-not --pack respiratory --case case.json --size 1 \\",
      "    '<https://w3id.org/rationale/pack/respiratory/case/pneumonia> resp:hasCondition resp:AsthmaAttack'"
    })
final class WhyNotCommand implements Callable<Integer> {

  /** How an answer is written. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Spec private CommandSpec spec;

  @Mixin private ProgramOptions program;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many changes a set may have, 1 to 6. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "The probability that is wanted. Default: that the fact is possible at all.")
  private @Nullable Double threshold;

  @Option(
      names = "--may-add",
      paramLabel = "IRI",
      description =
          "A predicate, or a class, whose facts may be added; repeatable. Default: those that the"
              + " data state, and those that no rule concludes.")
  private List<String> mayAdd = new ArrayList<>();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--pack",
      paramLabel = "NAME|DIR",
      description =
          "Asks about a case of this pack instead of files: what could be read otherwise, or read"
              + " as well, and not what the pack knows.")
  private @Nullable String pack;

  @Option(
      names = "--case",
      paramLabel = "CASE.json",
      description = "With --pack: the case. Default: the pack's first example case.")
  private @Nullable Path caseFile;

  @Parameters(
      paramLabel = "TRIPLE",
      description = "The fact, in N-Triples or with the files' prefixes.")
  private String triple;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  WhyNotCommand() {}

  @Override
  public Integer call() {
    if (size < 1 || size > 6) {
      throw new ParameterException(
          spec.commandLine(), "The size of sets (%d) must be 1 to 6.".formatted(size));
    }
    WhyNot.Options options = new WhyNot.Options(wanted(), size);
    if (pack != null) {
      decide(pack, options);
      return 0;
    }
    if (caseFile != null) {
      throw new ParameterException(spec.commandLine(), "--case is of a pack: name the --pack.");
    }
    program.revise(spec.commandLine().getErr(), mayAdd, revisable -> print(revisable, options));
    return 0;
  }

  private void decide(String name, WhyNot.Options options) {
    if (program.namesData() || !mayAdd.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "With --pack, leave --data and --may-add out: the pack says both.");
    }
    try (Reasoner reasoner =
        Reasoner.open(PackOption.folder(name), new ProgressLines(spec.commandLine().getErr()))) {
      Path file =
          Optional.ofNullable(caseFile)
              .or(() -> reasoner.exampleCases().stream().findFirst())
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "no-case",
                          name,
                          "the pack has no example case.",
                          "Name one with --case."));
      print(new RevisableCase(reasoner, reasoner.decide(CaseReader.read(file))), options);
    }
  }

  private WhyNot.Wanted wanted() {
    Double wanted = threshold;
    if (wanted == null) {
      return new WhyNot.Wanted.Possible();
    }
    if (!(wanted > 0 && wanted <= 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "The threshold (%s) must be above 0 and at most 1.".formatted(wanted));
    }
    return new WhyNot.Wanted.AtLeast(new Probability(wanted));
  }

  private void print(Revisable revisable, WhyNot.Options options) {
    Triple statement = StatementArgument.parse(triple, revisable, List.of());
    WhyNot whyNot = Explainer.whyNot(revisable, statement, options);
    String text =
        switch (format) {
          case TEXT -> WhyNotReport.text(whyNot);
          case JSON -> WhyNotReport.json(whyNot);
          case HTML -> WhyNotReport.html(whyNot);
        };
    spec.commandLine().getOut().println(text.stripTrailing());
  }
}
