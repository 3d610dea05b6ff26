package org.rationale.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.WhyNot;
import org.rationale.explanations.WhyNotReport;
import org.rationale.kg.Probability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Mixin private Asked asked;

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
  private Asked.Format format;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "" + WhyNot.Options.TRIALS,
      description = {"How many sets may be tried out by reasoning. Default: ${DEFAULT-VALUE}."})
  private int trials;

  @Parameters(
      paramLabel = "TRIPLE",
      description = "The fact, in N-Triples or with the files' prefixes.")
  private String triple;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  WhyNotCommand() {}

  @Override
  public Integer call() {
    if (size < 1 || size > 6) {
      throw asked.wrong("The size of sets (%d) must be 1 to 6.".formatted(size));
    }
    if (trials < 1) {
      throw asked.wrong("The number of trials (%d) must be 1 or more.".formatted(trials));
    }
    WhyNot.Options options = new WhyNot.Options(wanted(), size, trials);
    asked.revise(mayAdd, revisable -> print(revisable, options));
    return 0;
  }

  private WhyNot.Wanted wanted() {
    Double wanted = threshold;
    if (wanted == null) {
      return new WhyNot.Wanted.Possible();
    }
    if (!(wanted > 0 && wanted <= 1)) {
      throw asked.wrong("The threshold (%s) must be above 0 and at most 1.".formatted(wanted));
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
    asked.print(text);
  }
}
