package org.rationale.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Fact;
import org.rationale.kg.KnowledgeGraph;
import org.rationale.kg.ResultFormat;
import org.rationale.reasoner.ProofGraph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Answers a SPARQL query over asserted and derived facts.",
      "Each uncertain or derived fact is annotated with rat:probability; the prefixes of the files are known."
    },
    footer = {
      "",
      "Example:",
      "  rationale query --data d.ttl --rules r.srl 'SELECT ?s ?p { ?s a :Ill {| rat:probability ?p |} }'"
    })
final class QueryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ProgramOptions program;

  @Option(names = "--file", paramLabel = "Q.rq", description = "Reads the query from a file.")
  private @Nullable Path file;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ResultFormat format;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Gives up on the query after this time.")
  private @Nullable Integer timeout;

  @Parameters(paramLabel = "SPARQL", arity = "0..1", description = "The query.")
  private @Nullable String query;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  QueryCommand() {}

  @Override
  public Integer call() throws IOException {
    if ((query == null) == (file == null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Give the query as an argument or with --file, and only one of them.");
    }
    String sparql = file == null ? String.valueOf(query) : Files.readString(file);
    String name = file == null ? "query" : file.toString();
    ProofGraph graph = program.reason(spec.commandLine().getErr()).graph();
    List<Fact> facts = graph.statements().stream().flatMap(s -> graph.fact(s).stream()).toList();
    KnowledgeGraph knowledge = KnowledgeGraph.of(facts, graph::probability, graph.prefixes());
    String result =
        knowledge.query(
            sparql, name, format, Optional.ofNullable(timeout).map(Duration::ofSeconds));
    spec.commandLine().getOut().println(result.stripTrailing());
    return 0;
  }
}
