package org.rationale.kg;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphMapLink;
import org.apache.jena.sparql.core.DatasetGraphReadOnly;
import org.apache.jena.sparql.graph.GraphFactory;
import org.rationale.kg.AnnotatedFact.Reifier;

/**
 * Facts as one RDF 1.2 dataset for SPARQL. Immutable; safe for use by many threads.
 *
 * <ul>
 *   <li>The named graphs {@link Rat#ASSERTED}, {@link Rat#PERCEIVED} and {@link Rat#DERIVED} hold
 *       the statements of these origins; a statement may be in several.
 *   <li>The default graph holds all of these statements and the annotations that {@link FactWriter}
 *       writes. Thus {@code ?s ?p ?o {| rat:probability ?x |}} has one row for each fact that is
 *       uncertain, perceived or derived. What data assert without a probability has none.
 * </ul>
 *
 * <p>Other than in a file, uncertain statements are asserted here: who asks for {@code ?s ?p ?o}
 * gets whatever may hold.
 */
public final class KnowledgeGraph {

  private final DatasetGraph data;
  private final Map<String, String> prefixes;

  private KnowledgeGraph(DatasetGraph data, Map<String, String> prefixes) {
    this.data = data;
    this.prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
  }

  /**
   * Makes a graph of facts.
   *
   * @param probability of each fact
   * @param prefixes without colons, for queries and their results
   */
  public static KnowledgeGraph of(
      List<Fact> facts, Function<Triple, Valuation> probability, Map<String, String> prefixes) {
    FactAnnotations annotations = FactAnnotations.of(facts, probability);
    Graph all = GraphFactory.createDefaultGraph();
    Map<Node, Graph> named = new LinkedHashMap<>();
    for (Node name : List.of(Rat.ASSERTED, Rat.PERCEIVED, Rat.DERIVED)) {
      named.put(name, GraphFactory.createDefaultGraph());
    }
    for (AnnotatedFact fact : annotations.facts()) {
      all.add(fact.statement());
      fact.graphs()
          .forEach(name -> named.computeIfPresent(name, (n, g) -> with(g, fact.statement())));
      addReifiers(fact, all);
    }
    annotations.premises().forEach(premise -> addReifiers(premise, all));
    DatasetGraphMapLink data = new DatasetGraphMapLink(all);
    named.forEach(data::addGraph);
    LinkedHashMap<String, String> known = new LinkedHashMap<>(prefixes);
    known.putIfAbsent("rat", Rat.NS);
    known.putIfAbsent("sh", FactAnnotations.SH);
    known.putIfAbsent("prov", FactAnnotations.PROV);
    return new KnowledgeGraph(new DatasetGraphReadOnly(data), known);
  }

  private static Graph with(Graph graph, Triple statement) {
    graph.add(statement);
    return graph;
  }

  private static void addReifiers(AnnotatedFact fact, Graph graph) {
    for (Reifier reifier : fact.reifiers()) {
      graph.add(RdfText.reification(fact.statement(), reifier));
      reifier.triples().forEach(graph::add);
    }
  }

  /** A read-only view. */
  public Dataset dataset() {
    return DatasetFactory.wrap(data);
  }

  /** The prefixes that queries may use without declaring them, without colons. */
  public Map<String, String> prefixes() {
    return prefixes;
  }

  /**
   * Answers a SPARQL 1.2 query: SELECT, ASK, CONSTRUCT or DESCRIBE. Rows of a query without ORDER
   * BY, and the statements of a CONSTRUCT or DESCRIBE, are sorted, so that the answer is the same
   * every time.
   *
   * <p>Refused are updates, {@code SERVICE} and functions that are Java classes: a query reads
   * these facts and nothing else.
   *
   * @param sparql the query's text
   * @param name of the text, in places
   * @param format of the answer to SELECT and ASK; that to CONSTRUCT and DESCRIBE is Turtle
   * @param limit how long the query may take
   * @return the answer's text
   * @throws InvalidInputException if the query is wrong, is refused or takes too long
   */
  public String query(String sparql, String name, ResultFormat format, Optional<Duration> limit) {
    return new SparqlQuery(sparql, name, prefixes).run(dataset(), format, limit);
  }
}
