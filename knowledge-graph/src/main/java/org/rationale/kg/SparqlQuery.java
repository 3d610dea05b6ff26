package org.rationale.kg;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.ResultSet;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.query.Syntax;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpOrder;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ResultSetStream;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;

/** A query that has been parsed and found to read nothing but the data it is given. */
final class SparqlQuery {

  private static final Pattern POSITION = Pattern.compile("[Ll]ine (\\d+), column (\\d+)");

  /** ARQ loads a class for a function or a property whose IRI has this scheme. */
  private static final String JAVA = "java:";

  private final Query query;
  private final String name;
  private final Map<String, String> prefixes;

  SparqlQuery(String text, String name, Map<String, String> prefixes) {
    this.name = name;
    this.prefixes = prefixes;
    this.query = parse(text, name, prefixes);
    List<Diagnostic> refused = refused();
    if (!refused.isEmpty()) {
      throw new InvalidInputException(refused);
    }
  }

  private static Query parse(String text, String name, Map<String, String> prefixes) {
    Query query = new Query();
    query.getPrefixMapping().setNsPrefixes(prefixes);
    try {
      return QueryFactory.parse(query, text, "file:///", Syntax.syntaxSPARQL_12);
    } catch (QueryParseException e) {
      if (isUpdate(text, prefixes)) {
        throw new InvalidInputException(
            "query-refused",
            name,
            "It is an update, and facts are read-only.",
            "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.");
      }
      throw syntax(name, e);
    } catch (QueryException e) {
      throw syntax(name, e);
    }
  }

  private static boolean isUpdate(String text, Map<String, String> prefixes) {
    try {
      UpdateRequest request = new UpdateRequest();
      request.getPrefixMapping().setNsPrefixes(prefixes);
      UpdateFactory.parse(request, text, "file:///", Syntax.syntaxSPARQL_12);
      return !request.getOperations().isEmpty();
    } catch (QueryException e) {
      return false;
    }
  }

  private static InvalidInputException syntax(String name, QueryException e) {
    String message = String.valueOf(e.getMessage());
    Matcher position = POSITION.matcher(message);
    String place = position.find() ? ":" + position.group(1) + ":" + position.group(2) : "";
    String text =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^Line \\d+, column \\d+: ", "")
            .replaceFirst(" at line \\d+, column \\d+\\.", ".");
    return new InvalidInputException("sparql-syntax", name + place, text, "");
  }

  private List<Diagnostic> refused() {
    Set<Diagnostic> refused = new LinkedHashSet<>();
    if (query.getQueryPattern() == null) {
      return List.of();
    }
    ExprVisitorBase functions =
        new ExprVisitorBase() {
          @Override
          public void visit(ExprFunctionN function) {
            if (function.getFunctionIRI() != null) {
              checkIri(function.getFunctionIRI(), refused);
            }
          }
        };
    OpVisitorBase operators =
        new OpVisitorBase() {
          @Override
          public void visit(OpService op) {
            refused.add(refusal("SERVICE (" + op.getService() + ") reaches out to a network."));
          }

          @Override
          public void visit(OpBGP op) {
            for (Triple triple : op.getPattern()) {
              if (triple.getPredicate().isURI()) {
                checkIri(triple.getPredicate().getURI(), refused);
              }
            }
          }

          // The walker passes by the expressions of these two.
          @Override
          public void visit(OpOrder op) {
            op.getConditions().forEach(c -> Walker.walk(c.getExpression(), this, functions));
          }

          @Override
          public void visit(OpGroup op) {
            for (ExprAggregator aggregator : op.getAggregators()) {
              ExprList expressions = aggregator.getAggregator().getExprList();
              if (expressions != null) {
                expressions.forEach(e -> Walker.walk(e, this, functions));
              }
            }
          }
        };
    Walker.walk(Algebra.compile(query), operators, functions);
    return List.copyOf(refused);
  }

  private void checkIri(String iri, Set<Diagnostic> refused) {
    if (iri.startsWith(JAVA)) {
      refused.add(refusal("The function (" + iri + ") is a Java class."));
    }
  }

  private Diagnostic refusal(String message) {
    return new Diagnostic("query-refused", name, message, "A query reads the facts only.");
  }

  String run(Dataset data, ResultFormat format, Optional<Duration> limit) {
    long millis = limit.map(Duration::toMillis).orElse(-1L);
    try (QueryExecution execution =
        QueryExecution.dataset(data)
            .query(query)
            .set(ARQ.httpServiceAllowed, false)
            .timeout(millis, TimeUnit.MILLISECONDS)
            .build()) {
      return switch (query.queryType()) {
        case SELECT -> rows(execution.execSelect(), format);
        case ASK -> truth(execution.execAsk(), format);
        case CONSTRUCT -> statements(execution.execConstructTriples());
        case DESCRIBE -> statements(execution.execDescribeTriples());
        case CONSTRUCT_JSON, UNKNOWN ->
            throw new InvalidInputException(
                "query-refused",
                name,
                "It is no query of SPARQL 1.2.",
                "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.");
      };
    } catch (QueryCancelledException e) {
      throw new InvalidInputException(
          "time-limit",
          name,
          "The query was stopped after (" + millis + ") ms.",
          "Raise the limit, or bind more of its terms.");
    }
  }

  private String rows(ResultSet results, ResultFormat format) {
    ResultSet rows = query.hasOrderBy() ? results : sorted(results);
    return switch (format) {
      case TEXT -> ResultSetFormatter.asText(rows, query);
      case CSV -> bytes(out -> ResultSetFormatter.outputAsCSV(out, rows));
      case TSV -> bytes(out -> ResultSetFormatter.outputAsTSV(out, rows));
      case JSON -> bytes(out -> ResultSetFormatter.outputAsJSON(out, rows));
    };
  }

  private static ResultSet sorted(ResultSet results) {
    List<Var> variables = Var.varList(results.getResultVars());
    List<Row> rows = new ArrayList<>();
    while (results.hasNext()) {
      Binding binding = results.nextBinding();
      rows.add(
          new Row(
              variables.stream()
                  .map(v -> binding.contains(v) ? NodeFmtLib.strNT(binding.get(v)) : "")
                  .toList(),
              binding));
    }
    Collections.sort(rows);
    return ResultSetStream.create(variables, rows.stream().map(Row::binding).iterator());
  }

  /**
   * A row of a result.
   *
   * @param key its terms as N-Triples, in the order of the variables; empty where unbound
   */
  private record Row(List<String> key, Binding binding) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      for (int i = 0; i < key.size(); i++) {
        int order = key.get(i).compareTo(other.key.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }
  }

  private static String truth(boolean answer, ResultFormat format) {
    return switch (format) {
      case TEXT -> answer + "\n";
      case CSV -> bytes(out -> ResultSetFormatter.outputAsCSV(out, answer));
      case TSV -> bytes(out -> ResultSetFormatter.outputAsTSV(out, answer));
      case JSON -> bytes(out -> ResultSetFormatter.outputAsJSON(out, answer));
    };
  }

  private String statements(Iterator<Triple> triples) {
    Set<Triple> sorted = new TreeSet<>(FactAnnotations.order());
    triples.forEachRemaining(sorted::add);
    Map<String, String> known = new LinkedHashMap<>(prefixes);
    known.putAll(new TreeMap<>(query.getPrefixMapping().getNsPrefixMap()));
    return RdfText.statements(sorted, known);
  }

  private static String bytes(Consumer<ByteArrayOutputStream> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.accept(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
