package org.rationale.explanations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;

/** Small random programs in which rules in SRL and in DRL feed each other. */
final class DrlPrograms {

  static final String NS = "http://e/";
  private static final String PREFIXES =
      "PREFIX : <" + NS + ">\nPREFIX rat: <https://w3id.org/rationale#>\n";

  /** Thresholds, a count, negations, a join, a comparison with a number of another fact. */
  private static final String DRL =
      """
      package p
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions

      rule ":urea" when
        Statement($p : subject, predicate == ":urea", number > 7)
      then conclusions.conclude(drools, $p, ":point", ":Urea"); end

      rule ":rate" when
        Statement($p : subject, predicate == ":rate", number >= 30)
      then conclusions.conclude(drools, $p, ":point", ":Rate"); end

      rule ":sick" when
        Statement($p : subject, predicate == ":has", object == ":Fever")
        not Statement(subject == $p, predicate == ":takes", object == ":Paracetamol")
      then conclusions.conclude(drools, $p, ":point", ":Sick"); end

      rule ":score" when
        Statement($p : subject, predicate == ":urea")
        accumulate(Statement(subject == $p, predicate == ":point", $c : object); $n : count($c))
      then conclusions.conclude(drools, $p, ":score", $n); end

      rule ":severe" when
        Statement($p : subject, predicate == ":score", number >= 2)
      then conclusions.conclude(drools, $p, ":is", ":Severe"); end

      rule ":calm" when
        Statement($p : subject, predicate == ":rate", number < 20)
        not Statement(subject == $p, predicate == ":point")
      then conclusions.conclude(drools, $p, ":is", ":Calm"); end

      rule ":exposed" when
        Statement($p : subject, predicate == ":knows", $q : object)
        Statement(subject == $q, predicate == ":has", object == ":Fever")
        not Statement(subject == $p, predicate == ":immune", object == $q)
      then conclusions.conclude(drools, $p, ":is", ":Exposed"); end

      rule ":band" when
        Statement($p : subject, predicate == ":rate", $r : number)
        Statement($band : subject, predicate == ":from", number <= $r)
        Statement(subject == $band, predicate == ":below", number > $r)
      then conclusions.conclude(drools, $p, ":band", $band); end
      """;

  private static final List<String> SRL =
      List.of(
          "RULE :fever { ?x :has :Fever } WHERE { ?x :temperature ?t . FILTER(?t > 38) }",
          "RULE :immune { ?x :immune ?y } WHERE { ?x :vaccine ?v . ?y :knows ?x }",
          "RULE :ward { ?x :goesTo :Ward } WHERE { ?x :is :Severe . NOT { ?x :is :Exposed } }",
          "RULE :home { ?x :goesTo :Home } WHERE { ?x :is :Calm . NOT { ?x :knows ?y . ?y :is :Severe"
              + " } }",
          "RULE :high { ?x :is :Severe } WHERE { ?x :band :High . ?x :has :Fever }");

  /** Predicates of facts that may be added. */
  private static final List<String> ADDABLE =
      List.of("urea", "rate", "has", "takes", "knows", "temperature", "vaccine");

  private DrlPrograms() {}

  static DrlRules compile(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("r.drl"), DRL);
    return DrlRules.compile(List.of(file), Map.of("", NS));
  }

  static Node n(String name) {
    return NodeFactory.createURI(NS + name);
  }

  static Triple t(String subject, String predicate, String object) {
    return Triple.create(n(subject), n(predicate), n(object));
  }

  static FactSet facts(String data) {
    return FactReader.readText(
        PREFIXES + data + ":Low :from 0 ; :below 25 . :High :from 25 ; :below 99 .\n",
        RdfFormat.TURTLE,
        "data.ttl");
  }

  static String rules(Random random) {
    return SRL.stream().filter(rule -> random.nextInt(3) > 0).collect(Collectors.joining("\n"));
  }

  static RuleSet ruleSet(String rules) {
    return new SrlReader().readText(PREFIXES + rules, "rules.srl");
  }

  static RevisableProgram program(FactSet facts, RuleSet rules, DrlRules drl) {
    return new RevisableProgram(
        facts,
        rules,
        Optional.of(drl),
        Map.of(),
        Limits.NONE,
        1,
        Optional.of(ADDABLE.stream().map(DrlPrograms::n).collect(Collectors.toSet())));
  }

  private static final List<String> STATEMENTS =
      List.of(
          "urea 5",
          "urea 9",
          "rate 18",
          "rate 22",
          "rate 30",
          "temperature 37",
          "temperature 39.5",
          "has :Fever",
          "takes :Paracetamol",
          "knows :b",
          "knows :a",
          "vaccine :V");

  static String data(Random random) {
    List<String> facts = new ArrayList<>();
    for (String subject : List.of("a", "b")) {
      for (int i = random.nextInt(4); i > 0; i--) {
        facts.add(
            ":%s :%s .\n".formatted(subject, STATEMENTS.get(random.nextInt(STATEMENTS.size()))));
      }
    }
    return String.join("", facts);
  }

  static String uncertainData(Random random) {
    List<String> facts = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      facts.add(
          "<< :%s :%s >> rat:probability 0.%d .\n"
              .formatted(
                  random.nextBoolean() ? "a" : "b",
                  STATEMENTS.get(random.nextInt(STATEMENTS.size())),
                  1 + random.nextInt(9)));
    }
    return String.join("", facts);
  }

  static Triple target(Random random) {
    List<Triple> targets =
        List.of(
            t("a", "is", "Severe"),
            t("a", "is", "Calm"),
            t("a", "is", "Exposed"),
            t("a", "goesTo", "Ward"),
            t("a", "goesTo", "Home"),
            t("a", "point", "Sick"),
            Triple.create(
                n("a"),
                n("score"),
                NodeFactory.createLiteralDT(
                    String.valueOf(random.nextInt(3)), XSDDatatype.XSDinteger)));
    return targets.get(random.nextInt(targets.size()));
  }

  /** Statements that may be added of the known terms and one that nothing is known of. */
  static List<Triple> universe() {
    FactSet all =
        facts(
            Stream.of("a", "b", "unheard-of")
                .map(
                    subject ->
                        (":%s :urea 7, 7.5 ; :rate 19, 20, 25, 30 ; :temperature 38, 38.5 ;"
                                + " :has :Fever ; :takes :Paracetamol ; :knows :a, :b, :unheard-of ;"
                                + " :vaccine :V, :unheard-of .\n")
                            .formatted(subject))
                .collect(Collectors.joining()));
    Set<Node> addable = ADDABLE.stream().map(DrlPrograms::n).collect(Collectors.toSet());
    return all.certain().stream()
        .map(fact -> fact.statement())
        .filter(statement -> addable.contains(statement.getPredicate()))
        .toList();
  }
}
