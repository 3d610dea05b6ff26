package org.rationale.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.Contrast;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.ProofQuery;
import org.rationale.explanations.Proofs;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.WhyReport;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.ProofGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = "Shows the proofs of one fact, and how they make up its probability.",
    footer = {
      "",
      "Example:",
      "  rationale why --data d.ttl --rules r.srl --proofs 3 ':ann a :Ill'",
      "  rationale why --data d.ttl --rules r.srl --order short --proofs 20 --from 21 ':ann a :Ill'",
      "  rationale why --pack respiratory --case case.json \\",
      "    '<https://w3id.org/rationale/pack/respiratory/case/pneumonia> resp:curb65 3'"
    })
final class WhyCommand implements Callable<Integer> {

  /** How proofs are written. */
  enum Format {
    TEXT,
    JSON,
    HTML,
    TURTLE,
    DOT
  }

  @Mixin private Asked asked;

  @Option(
      names = "--proofs",
      paramLabel = "K|all",
      converter = ProofNumber.class,
      defaultValue = "1",
      description = {
        "How many proofs to show at most; all: as many as one answer may hold, 1000.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int proofs;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "The number of the first proof to show, to page through many. Default: 1.")
  private int from;

  @Option(
      names = "--order",
      defaultValue = "likely",
      description = {
        "Which proofs come first: likely or short, those that use the fewest facts.",
        "Default: ${DEFAULT-VALUE}."
      })
  private ProofQuery.Order order;

  @Option(
      names = "--against",
      paramLabel = "TRIPLE",
      description =
          "Another fact: shows what separates the two and what each uncertain fact adds to the"
              + " log-odds between them. For text, json and html.")
  private @Nullable String against;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Writes a certificate of the fact into this file; verify checks it.")
  private @Nullable Path certificate;

  @Parameters(
      paramLabel = "TRIPLE",
      description = "The fact, in N-Triples or with the files' prefixes.")
  private String triple;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  WhyCommand() {}

  @Override
  public Integer call() throws IOException {
    if (from < 1) {
      throw asked.wrong("The number of the first proof (%d) must be 1 or more.".formatted(from));
    }
    if (against != null) {
      if (certificate != null) {
        throw asked.wrong("--certificate is of one fact: leave --against out.");
      }
      if (format == Format.TURTLE || format == Format.DOT) {
        throw asked.wrong("--against gives text, json or html.");
      }
      String other = against;
      asked.revise(List.of(), revisable -> contrast(revisable, other));
      return 0;
    }
    if (asked.isOfPack()) {
      if (certificate != null) {
        throw asked.wrong("--certificate is of files: decide --format json has that of a case.");
      }
      asked.revise(
          List.of(),
          revisable ->
              print(
                  StatementArgument.parse(triple, revisable.graph(), revisable.drlRules()),
                  revisable.graph(),
                  revisable.subject()));
      return 0;
    }
    asked.requireOne();
    ProgramOptions.Reasoned reasoned = asked.files().reason(asked.err());
    ProofGraph graph = reasoned.graph();
    Triple statement = StatementArgument.parse(triple, graph, reasoned.drlRules());
    if (certificate != null) {
      AtomicFile.write(
          certificate,
          new String(
              Certificates.of(graph, statement, asked.files().hashes()), StandardCharsets.UTF_8));
      asked.err().println("certificate: " + certificate);
    }
    print(statement, graph, Optional.empty());
    return 0;
  }

  private void print(Triple statement, ProofGraph graph, Optional<Node> subject) {
    Proofs why = Explainer.why(graph, statement, query(), subject);
    asked.print(
        switch (format) {
          case TEXT -> WhyReport.text(why);
          case JSON -> WhyReport.json(why);
          case HTML -> WhyReport.html(why);
          case TURTLE -> ProofTurtle.of(why, graph);
          case DOT -> WhyReport.dot(why);
        });
  }

  private ProofQuery query() {
    return new ProofQuery(order, from, proofs);
  }

  /** A number, or all. */
  static final class ProofNumber implements ITypeConverter<Integer> {

    ProofNumber() {}

    @Override
    public Integer convert(String text) {
      if (text.equals("all")) {
        return ProofQuery.MOST;
      }
      int number;
      try {
        number = Integer.parseInt(text);
      } catch (NumberFormatException wrong) {
        throw new TypeConversionException("(%s) is no number and not all.".formatted(text));
      }
      if (number < 1 || number > ProofQuery.MOST) {
        throw new TypeConversionException(
            "The number of proofs (%d) must be 1 to %d. For more, page with --from."
                .formatted(number, ProofQuery.MOST));
      }
      return number;
    }
  }

  private void contrast(Revisable revisable, String other) {
    Triple statement = StatementArgument.parse(triple, revisable.graph(), revisable.drlRules());
    Triple second = StatementArgument.parse(other, revisable, List.of());
    Proofs why = Explainer.why(revisable.graph(), statement, query(), revisable.subject());
    Contrast contrast =
        Explainer.contrast(revisable, statement, second)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "too-large",
                        "--against " + other,
                        "the probabilities are too large to compare exactly.",
                        "Ask why of each alone."));
    asked.print(
        switch (format) {
          case JSON -> WhyReport.json(why, contrast);
          case HTML -> WhyReport.html(why, contrast);
          case TEXT, TURTLE, DOT -> WhyReport.text(why, contrast);
        });
  }
}
