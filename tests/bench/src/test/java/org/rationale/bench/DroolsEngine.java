package org.rationale.bench;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EqualityBehaviorOption;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.Match;
import org.rationale.rules.Rule;

/**
 * Drools with rules translated to DRL: a class for each relation, terms as numbers, the executable
 * model, equality assertion. The facts are made beforehand.
 */
final class DroolsEngine implements Engine {

  private static final AtomicLong COUNTER = new AtomicLong();
  private static final String PACKAGE = "bench";

  @Override
  public String name() {
    return "Drools 10.2.0, a class per relation, executable model, equality assertion";
  }

  @Override
  public Prepared prepare(Workload workload) {
    return translate(workload);
  }

  /** Facts and rules in Drools' form. */
  Translated translate(Workload workload) {
    Terms terms = new Terms();
    Relations relations = new Relations(workload);
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < workload.rules().rules().size(); i++) {
      append(i, workload.rules().rules().get(i), relations, terms, rules);
    }
    List<Relations.Atom> rows = workload.facts().stream().map(relations::atom).toList();
    StringBuilder drl = new StringBuilder("package " + PACKAGE + "\n");
    KieContainer compiled = compile(drl.append(rules).toString(), relations.all());
    KieBaseConfiguration configuration = KieServices.get().newKieBaseConfiguration();
    configuration.setOption(EqualityBehaviorOption.EQUALITY);
    KieBase base = compiled.newKieBase(configuration);
    Map<String, FactClass> classes = new HashMap<>();
    for (Relations.Relation relation : relations.all()) {
      classes.put(relation.name(), FactClass.load(relation, compiled.getClassLoader()));
    }
    List<Object> facts = new ArrayList<>();
    for (Relations.Atom row : rows) {
      facts.add(known(classes, row.relation().name()).fact(row, terms));
    }
    return new Translated(base, facts, classes, terms, workload.rules().rules());
  }

  /** Terms as numbers. */
  private static final class Terms {
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    int number(Node node) {
      return numbers.computeIfAbsent(
          node,
          n -> {
            nodes.add(n);
            return nodes.size() - 1;
          });
    }

    Node term(int number) {
      return nodes.get(number);
    }
  }

  private static FactClass known(Map<String, FactClass> classes, String name) {
    FactClass known = classes.get(name);
    if (known == null) {
      throw new IllegalStateException("There is no relation (%s).".formatted(name));
    }
    return known;
  }

  /** The class of a relation's rows; its fields are the numbers of the terms. */
  private record FactClass(
      Relations.Relation relation, Constructor<?> constructor, List<Method> getters) {

    static String source(Relations.Relation relation) {
      return relation.isClass()
          ? """
            package %1$s;
            public final class %2$s {
              private final int s;
              public %2$s(int s) { this.s = s; }
              public int getS() { return s; }
              @Override public boolean equals(Object other) {
                return other instanceof %2$s && ((%2$s) other).s == s;
              }
              @Override public int hashCode() { return s * 0x9E3779B1; }
            }
            """
              .formatted(PACKAGE, relation.name())
          : """
            package %1$s;
            public final class %2$s {
              private final int s;
              private final int o;
              public %2$s(int s, int o) { this.s = s; this.o = o; }
              public int getS() { return s; }
              public int getO() { return o; }
              @Override public boolean equals(Object other) {
                return other instanceof %2$s && ((%2$s) other).s == s && ((%2$s) other).o == o;
              }
              @Override public int hashCode() { return s * 0x9E3779B1 + o * 0x85EBCA77; }
            }
            """
              .formatted(PACKAGE, relation.name());
    }

    static FactClass load(Relations.Relation relation, ClassLoader loader) {
      try {
        Class<?> loaded = loader.loadClass(PACKAGE + "." + relation.name());
        return relation.isClass()
            ? new FactClass(
                relation, loaded.getConstructor(int.class), List.of(loaded.getMethod("getS")))
            : new FactClass(
                relation,
                loaded.getConstructor(int.class, int.class),
                List.of(loaded.getMethod("getS"), loaded.getMethod("getO")));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    Object fact(Relations.Atom row, Terms terms) {
      try {
        return constructor.newInstance(row.terms().stream().map(terms::number).toArray());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    Triple statement(Object fact, Terms terms) {
      List<Node> row = new ArrayList<>();
      try {
        for (Method getter : getters) {
          row.add(terms.term((Integer) getter.invoke(fact)));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      return relation.statement(row);
    }
  }

  private static void append(
      int index, Rule rule, Relations relations, Terms terms, StringBuilder drl) {
    drl.append("rule \"%d\"\nwhen\n".formatted(index));
    Set<Node> bound = new HashSet<>();
    rule.body().stream()
        .map(element -> pattern(relations.atom(Workload.patternOf(element)), bound, terms))
        .forEach(pattern -> drl.append("  %s\n".formatted(pattern)));
    drl.append("then\n");
    for (Triple template : rule.head()) {
      Relations.Atom atom = relations.atom(template);
      List<String> arguments =
          atom.terms().stream()
              .map(term -> term instanceof Var ? variable(term) : "" + terms.number(term))
              .toList();
      drl.append(
          "  insert(new %s(%s));\n"
              .formatted(atom.relation().name(), String.join(", ", arguments)));
    }
    drl.append("end\n");
  }

  private static String pattern(Relations.Atom atom, Set<Node> bound, Terms terms) {
    List<String> constraints = new ArrayList<>();
    for (int column = 0; column < atom.terms().size(); column++) {
      Node term = atom.terms().get(column);
      String field = column == 0 ? "s" : "o";
      boolean again = column == 1 && term.equals(atom.terms().getFirst());
      if (!(term instanceof Var)) {
        constraints.add("%s == %d".formatted(field, terms.number(term)));
      } else if (again) {
        constraints.add("o == s");
      } else if (bound.add(term)) {
        constraints.add("%s : %s".formatted(variable(term), field));
      } else {
        constraints.add("%s == %s".formatted(field, variable(term)));
      }
    }
    return "%s(%s)".formatted(atom.relation().name(), String.join(", ", constraints));
  }

  private static String variable(Node variable) {
    return "$" + ((Var) variable).getVarName();
  }

  private static KieContainer compile(String drl, List<Relations.Relation> relations) {
    KieServices services = KieServices.get();
    ReleaseId id =
        services.newReleaseId("org.rationale.bench", "r" + COUNTER.incrementAndGet(), "1");
    KieFileSystem folder = services.newKieFileSystem();
    folder.generateAndWritePomXML(id);
    folder.write("src/main/resources/bench/rules.drl", drl);
    for (Relations.Relation relation : relations) {
      folder.write(
          "src/main/java/bench/%s.java".formatted(relation.name()), FactClass.source(relation));
    }
    KieBuilder builder = services.newKieBuilder(folder);
    builder.buildAll(ExecutableModelProject.class);
    if (builder.getResults().hasMessages(Message.Level.ERROR)) {
      throw new IllegalStateException(builder.getResults() + "\n" + drl);
    }
    return services.newKieContainer(id);
  }

  /** One substitution of one rule. */
  record Fired(String rule, Map<String, Node> substitution) {}

  /** A workload in Drools' form. */
  static final class Translated implements Prepared {

    private final KieBase base;
    private final List<Object> facts;
    private final Map<String, FactClass> classes;
    private final Terms terms;
    private final List<Rule> rules;

    private Translated(
        KieBase base,
        List<Object> facts,
        Map<String, FactClass> classes,
        Terms terms,
        List<Rule> rules) {
      this.base = base;
      this.facts = facts;
      this.classes = classes;
      this.terms = terms;
      this.rules = rules;
    }

    @Override
    public Closed close() {
      KieSession session = base.newKieSession();
      facts.forEach(session::insert);
      session.fireAllRules();
      return closed(session);
    }

    /** Every substitution that fires, as often as it does. */
    List<Fired> firings() {
      List<Fired> fired = new ArrayList<>();
      KieSession session = base.newKieSession();
      try {
        session.addEventListener(
            new DefaultAgendaEventListener() {
              @Override
              public void afterMatchFired(AfterMatchFiredEvent event) {
                fired.add(describe(event.getMatch()));
              }
            });
        facts.forEach(session::insert);
        session.fireAllRules();
      } finally {
        session.dispose();
      }
      return fired;
    }

    private Fired describe(Match match) {
      Map<String, Node> substitution = new TreeMap<>();
      for (String name : match.getDeclarationIds()) {
        // The executable model binds the facts as well, under names of its own.
        if (match.getDeclarationValue(name) instanceof Integer number) {
          substitution.put(name.substring(1), terms.term(number));
        }
      }
      return new Fired(rules.get(Integer.parseInt(match.getRule().getName())).id(), substitution);
    }

    private Closed closed(KieSession session) {
      Collection<?> objects = session.getObjects();
      return new Closed() {
        @Override
        public Set<Triple> statements() {
          Set<Triple> statements = new LinkedHashSet<>();
          objects.forEach(object -> statements.add(statement(object)));
          return statements;
        }

        @Override
        public long size() {
          return session.getFactCount();
        }

        @Override
        public void close() {
          session.dispose();
        }
      };
    }

    private Triple statement(Object object) {
      return known(classes, object.getClass().getSimpleName()).statement(object, terms);
    }
  }
}
