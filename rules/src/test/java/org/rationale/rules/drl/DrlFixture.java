package org.rationale.rules.drl;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;

/** Real DRL in a folder of the test, and facts in Turtle. */
final class DrlFixture {

  static final Map<String, String> PREFIXES = Map.of("ex", "http://example.org/");

  /** A folder that cannot be made, because a file stands in its way. */
  static final RuleCache NO_CACHE = new RuleCache(Path.of("/dev/null/cache"));

  private static final String HEAD =
      """
      package example
      import org.rationale.rules.drl.Statement
      import org.rationale.rules.drl.Literal
      import java.math.BigDecimal
      import java.util.List
      global org.rationale.rules.drl.Conclusions conclusions
      """;

  private DrlFixture() {}

  static Path write(Path folder, String name, String rules) {
    try {
      return Files.writeString(folder.resolve(name), HEAD + rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DrlRules compile(Path folder, String rules) {
    return compile(List.of(write(folder, "rules.drl", rules)));
  }

  static DrlRules compile(List<Path> files) {
    return DrlRules.compile(files, PREFIXES, NO_CACHE);
  }

  static List<Triple> facts(String turtle) {
    Graph graph = GraphFactory.createDefaultGraph();
    RDFParser.create()
        .source(new StringReader("PREFIX : <http://example.org/>\n" + turtle))
        .lang(Lang.TURTLE)
        .parse(graph);
    return graph.find().toList();
  }

  static Triple fact(String turtle) {
    return facts(turtle).getFirst();
  }
}
