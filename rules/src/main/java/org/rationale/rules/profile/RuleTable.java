package org.rationale.rules.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.TriplePattern;
import org.apache.jena.reasoner.rulesys.ClauseEntry;
import org.apache.jena.reasoner.rulesys.Functor;
import org.apache.jena.reasoner.rulesys.MapBuiltinRegistry;
import org.apache.jena.reasoner.rulesys.Rule;
import org.apache.jena.reasoner.rulesys.builtins.BaseBuiltin;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.util.ExprUtils;
import org.apache.jena.sys.JenaSystem;
import org.rationale.kg.Rat;
import org.rationale.rules.BodyElement;

/** The rules of a profile as the W3C gives them, read from this package's resources. */
final class RuleTable {

  static {
    JenaSystem.init();
    IllTyped.register();
  }

  private static final Map<Profile, List<TableRule>> TABLES = tables();

  private RuleTable() {}

  /** In the order of the tables. */
  static List<TableRule> of(Profile profile) {
    return TABLES.getOrDefault(profile, List.of());
  }

  private static Map<Profile, List<TableRule>> tables() {
    Map<Profile, List<TableRule>> tables = new EnumMap<>(Profile.class);
    for (Profile profile : Profile.values()) {
      tables.put(profile, read(profile.shortName() + ".table"));
    }
    return tables;
  }

  private static List<TableRule> read(String resource) {
    List<TableRule> rules = new ArrayList<>();
    int table = 0;
    String label = "";
    boolean extendsSchema = false;
    boolean needsSameAs = false;
    for (String line : text(resource).lines().toList()) {
      if (line.startsWith("#: table ")) {
        table = Integer.parseInt(line.substring("#: table ".length()));
      } else if (line.startsWith("#: label ")) {
        label = line.substring("#: label ".length());
      } else if (line.equals("#: extends")) {
        extendsSchema = true;
      } else if (line.equals("#: sameAs")) {
        needsSameAs = true;
      } else if (line.startsWith("[")) {
        rules.add(rule(line, table, label, extendsSchema, needsSameAs));
        extendsSchema = false;
        needsSameAs = false;
      }
    }
    return List.copyOf(rules);
  }

  private static String text(String resource) {
    try (InputStream in = RuleTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The resource (%s) is missing.".formatted(resource));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TableRule rule(
      String line, int table, String label, boolean extendsSchema, boolean needsSameAs) {
    Rule parsed =
        Rule.parseRule(
            line.replace("rat:inconsistency", "<" + Rat.INCONSISTENCY + ">"), registry());
    List<Triple> schema = new ArrayList<>();
    List<TableRule.ListAtom> lists = new ArrayList<>();
    List<Triple> data = new ArrayList<>();
    List<BodyElement.Filter> tests = new ArrayList<>();
    for (ClauseEntry clause : parsed.getBody()) {
      if (clause instanceof TriplePattern pattern) {
        Triple triple = triple(pattern);
        (Vocabulary.isSchema(triple) ? schema : data).add(triple);
      } else if (clause instanceof Functor functor) {
        List<Node> arguments = List.of(functor.getArgs()).stream().map(RuleTable::node).toList();
        switch (functor.getName()) {
          case "differ" -> tests.add(test("! sameTerm(?a, ?b)", arguments));
          case "unequalValues" ->
              tests.add(test("isLITERAL(?a) && isLITERAL(?b) && ?a != ?b", arguments));
          case "illTyped" -> tests.add(test("<%s>(?a)".formatted(IllTyped.IRI), arguments));
          default ->
              lists.add(
                  new TableRule.ListAtom(
                      TableRule.Kind.valueOf(functor.getName().toUpperCase(Locale.ROOT)),
                      Var.alloc(arguments.getFirst()),
                      arguments.stream().skip(1).map(Var::alloc).toList()));
        }
      }
    }
    List<Triple> head = new ArrayList<>();
    for (ClauseEntry clause : parsed.getHead()) {
      head.add(triple((TriplePattern) clause));
    }
    return new TableRule(
        parsed.getName(),
        table,
        label,
        schema,
        lists,
        data,
        tests,
        head,
        extendsSchema,
        needsSameAs);
  }

  /** Jena's parser warns of functors that it does not know. */
  private static MapBuiltinRegistry registry() {
    MapBuiltinRegistry registry = new MapBuiltinRegistry();
    for (String name :
        List.of("differ", "unequalValues", "illTyped", "all", "some", "pair", "chain", "keys")) {
      registry.register(
          new BaseBuiltin() {
            @Override
            public String getName() {
              return name;
            }
          });
    }
    return registry;
  }

  private static BodyElement.Filter test(String sparql, List<Node> arguments) {
    return new BodyElement.Filter(
        ExprUtils.parse(sparql)
            .applyNodeTransform(
                node ->
                    node instanceof Var variable
                        ? arguments.get(variable.getVarName().charAt(0) - 'a')
                        : node));
  }

  private static Triple triple(TriplePattern pattern) {
    return Triple.create(
        node(pattern.getSubject()), node(pattern.getPredicate()), node(pattern.getObject()));
  }

  private static Node node(Node node) {
    return node.isVariable() ? Var.alloc(node.getName().substring(1)) : node;
  }
}
