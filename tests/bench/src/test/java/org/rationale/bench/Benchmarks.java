package org.rationale.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.vocabulary.RDF;
import org.rationale.reasoner.FactBase;
import org.rationale.reasoner.Ours;
import org.rationale.reasoner.ProofGraph;

/**
 * The benchmarks.
 *
 * @param universities the size of the university benchmark where a benchmark does not fix it
 * @param rounds how often each side is timed
 */
record Benchmarks(int universities, int rounds) {

  private static final String UB = "http://swat.cse.lehigh.edu/onto/univ-bench.owl#";
  private static final int WARM_UPS = 10;
  private static final Engine FIRST = new OurEngine(Ours.Keep.FIRST);

  /** By name, in the order of the documentation. */
  Map<String, Supplier<List<Report>>> all() {
    Map<String, Supplier<List<Report>>> all = new LinkedHashMap<>();
    all.put("lubm-jena", () -> List.of(lubm("lubm-jena", new JenaEngine(), 10)));
    all.put("lubm-drools", () -> List.of(lubm("lubm-drools", new DroolsEngine(), 8)));
    all.put("lubm-vlog", () -> List.of(lubm("lubm-vlog", new VlogEngine(), 4)));
    all.put("all-derivations", () -> List.of(allDerivations()));
    all.put("first-derivations", () -> List.of(firstDerivations()));
    all.put("memory", this::memory);
    all.put("scaling", () -> List.of(scaling()));
    all.put("threads", () -> List.of(threads()));
    all.put("parse", () -> List.of(parse()));
    all.put("chain-jena", () -> List.of(chain("chain-jena", new JenaEngine())));
    all.put("chain-drools", () -> List.of(chain("chain-drools", new DroolsEngine())));
    all.put("taxonomy", () -> List.of(taxonomy()));
    all.put("taxonomy-jena", () -> List.of(taxonomyJena()));
    all.put("types-first", () -> List.of(typesFirst()));
    all.put("overlay", () -> List.of(overlay()));
    all.put("retract", () -> List.of(retract()));
    all.put("derivations", () -> List.of(derivations()));
    all.putAll(new ExplanationBenchmarks(rounds).all());
    all.put("joint-fixpoint", () -> List.of(new CaseBenchmarks(rounds).jointFixpoint()));
    all.put("decisions", () -> List.of(new CaseBenchmarks(rounds).decisions()));
    all.putAll(new ProbabilityBenchmarks(rounds).all());
    PictureBenchmarks pictures = new PictureBenchmarks(rounds);
    all.put("image-1", () -> List.of(pictures.oneCaller("image-1", 1)));
    all.put("image-32", () -> List.of(pictures.oneCaller("image-32", 32)));
    all.put("image-callers", () -> List.of(pictures.callers("image-callers", 32)));
    all.putAll(new PerceptionBenchmarks(rounds).all());
    return all;
  }

  private Report lubm(String name, Engine other, double atLeast) {
    Workload small = Workload.lubm(1);
    warmUp(small, other);
    Workload workload = Workload.lubm(universities);
    return race(name, workload, other, atLeast);
  }

  /** So often that what is timed then was compiled, of either side. */
  private static void warmUp(Workload small, Engine other) {
    Samples.race(WARM_UPS, 1, closing(FIRST, small), closing(other, small));
  }

  private Report chain(String name, Engine other) {
    warmUp(Workload.chain(100), other);
    return race(name, Workload.chain(400), other, 20);
  }

  private Report taxonomyJena() {
    Engine jena = new JenaEngine();
    Workload small = Workload.taxonomy(1_000, false);
    Samples.race(2, 1, closing(FIRST, small), closing(jena, small));
    return race("taxonomy-jena", Workload.taxonomy(10_000, false), jena, 1);
  }

  private Report race(String name, Workload workload, Engine other, double atLeast) {
    long[] sizes = new long[2];
    Samples.Pair pair =
        Samples.race(
            rounds > 1 ? 1 : 0,
            rounds,
            counting(closing(FIRST, workload), sizes, 0),
            counting(closing(other, workload), sizes, 1));
    if (sizes[0] != sizes[1]) {
      throw new IllegalStateException(
          "We found (%d) statements, %s (%d).".formatted(sizes[0], other.name(), sizes[1]));
    }
    Report report = Report.faster(name, pair, FIRST, other, atLeast);
    report.ours().put("facts", sizes[0]);
    return report;
  }

  /** Notes how many statements there are, out of the timed part. */
  private static Supplier<AutoCloseable> counting(
      Supplier<Engine.Closed> closing, long[] sizes, int side) {
    return () -> {
      Engine.Closed closed = closing.get();
      return () -> {
        sizes[side] = closed.size();
        closed.close();
      };
    };
  }

  private static Supplier<Engine.Closed> closing(Engine engine, Workload workload) {
    return engine.prepare(workload)::close;
  }

  private Report allDerivations() {
    Workload workload = Workload.lubm(universities);
    Engine all = new OurEngine(Ours.Keep.ALL);
    Samples.Pair pair = Samples.race(2, rounds, closing(all, workload), closing(FIRST, workload));
    Report report = Report.notSlower("all-derivations", pair, all.name(), FIRST.name(), 1.5);
    report
        .ours()
        .put(
            "derivations",
            Ours.close(workload.facts(), workload.rules(), Ours.Keep.ALL).derivations());
    return report;
  }

  private Report firstDerivations() {
    Workload workload = Workload.lubm(universities);
    Engine none = new OurEngine(Ours.Keep.NOTHING);
    Samples.Pair pair = Samples.race(2, rounds, closing(FIRST, workload), closing(none, workload));
    return Report.notSlower("first-derivations", pair, FIRST.name(), none.name(), 1.1);
  }

  private List<Report> memory() {
    Workload workload = Workload.lubm(universities);
    double first = bytesPerFact(workload, Ours.Keep.FIRST);
    double none = bytesPerFact(workload, Ours.Keep.NOTHING);
    Map<String, Object> ours = bytes("first derivations", first);
    Map<String, Object> other = bytes("no derivations", none);
    return List.of(
        new Report("memory", ours, Map.of(), first, "at most 150 bytes per fact", first <= 150),
        new Report(
            "memory-first",
            ours,
            other,
            first / none,
            "at most 1.25 times the memory without derivations",
            first / none <= 1.25));
  }

  private static Map<String, Object> bytes(String name, double bytes) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("name", name);
    side.put("bytesPerFact", Samples.rounded(bytes));
    return side;
  }

  /** The heap's growth. The workload holds the terms themselves before and after. */
  private static double bytesPerFact(Workload workload, Ours.Keep keep) {
    Ours.close(workload.facts(), workload.rules(), keep);
    long before = usedHeap();
    Ours closed = Ours.close(workload.facts(), workload.rules(), keep);
    long after = usedHeap();
    return (after - before) / (double) closed.size();
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private Report scaling() {
    Workload large = Workload.lubm(10);
    Workload small = Workload.lubm(1);
    Engine.Prepared small1 = FIRST.prepare(small);
    // A tenth of the work, so many more rounds until all of it is compiled.
    for (int i = 0; i < 60; i++) {
      small1.close();
    }
    Samples.Pair pair = Samples.race(1, rounds, closing(FIRST, large), small1::close);
    return Report.notSlower("scaling", pair, "lubm-10", "lubm-1", 14);
  }

  private Report threads() {
    Workload workload = Workload.lubm(universities);
    Engine two = new OurEngine(Ours.Keep.FIRST, 2);
    if (!Ours.close(workload.facts(), workload.rules(), Ours.Keep.FIRST, 2)
        .statements()
        .equals(Ours.close(workload.facts(), workload.rules(), Ours.Keep.FIRST, 1).statements())) {
      throw new IllegalStateException(
          "Two threads found something else than one, or in another order.");
    }
    Samples.Pair pair = Samples.race(2, rounds, closing(two, workload), closing(FIRST, workload));
    return Report.faster("threads", pair, two, FIRST, 1.6);
  }

  private Report parse() {
    var file = Workload.lubmFile(universities);
    Samples.Pair pair =
        Samples.race(
            1,
            rounds,
            doing(() -> FactBase.read(documents -> documents.add(file))),
            doing(() -> RDFParser.source(file.toString()).parse(StreamRDFLib.count())));
    return new Report(
        "parse",
        pair.ours().describe("reading facts and numbering their terms"),
        pair.other().describe("RIOT, parsing to a sink that counts"),
        pair.timesFaster(),
        "at least 0.8 times the other's speed",
        pair.timesFaster() >= 0.8);
  }

  private static Supplier<AutoCloseable> doing(Runnable task) {
    return () -> {
      task.run();
      return () -> {};
    };
  }

  private Report taxonomy() {
    Samples.Pair pair =
        Samples.race(
            3,
            rounds,
            closing(FIRST, Workload.taxonomy(10_000, true)),
            closing(FIRST, Workload.taxonomy(10_000, false)));
    return Report.notSlower("taxonomy", pair, "the type atom first", "the type atom last", 1.2);
  }

  private Report typesFirst() {
    Workload workload = Workload.lubm(universities);
    Samples.Pair pair =
        Samples.race(
            2,
            rounds,
            closing(FIRST, workload.withTypeAtoms(true)),
            closing(FIRST, workload.withTypeAtoms(false)));
    return Report.notSlower("types-first", pair, "type atoms first", "type atoms last", 1.2);
  }

  /** Ten new students of a department that both sizes have: 50 facts. */
  private static List<Triple> students() {
    String department = "http://www.Department0.University0.edu";
    List<Triple> facts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Node student = NodeFactory.createURI(department + "/NewStudent" + i);
      facts.add(
          Triple.create(student, RDF.type.asNode(), NodeFactory.createURI(UB + "GraduateStudent")));
      facts.add(link(student, "memberOf", department));
      facts.add(link(student, "advisor", department + "/FullProfessor" + i % 5));
      facts.add(link(student, "takesCourse", department + "/GraduateCourse" + i));
      facts.add(link(student, "undergraduateDegreeFrom", "http://www.University0.edu"));
    }
    return facts;
  }

  private static Triple link(Node subject, String predicate, String object) {
    return Triple.create(
        subject, NodeFactory.createURI(UB + predicate), NodeFactory.createURI(object));
  }

  private Report overlay() {
    Workload large = Workload.lubm(10);
    Workload small = Workload.lubm(1);
    List<Triple> students = students();
    Ours.Base overLarge = new Ours.Base(large.facts(), large.rules());
    Ours.Base overSmall = new Ours.Base(small.facts(), small.rules());
    int times = 20_000;
    double[] onLarge = new double[times];
    double[] onSmall = new double[times];
    for (int i = -times; i < times; i++) {
      double a = time(() -> overLarge.overlay(students));
      double b = time(() -> overSmall.overlay(students));
      if (i >= 0) {
        onLarge[i] = a;
        onSmall[i] = b;
      }
    }
    double median = Samples.percentile(onLarge, 0.5);
    double ratio = median / Samples.percentile(onSmall, 0.5);
    Map<String, Object> ours = spread("a case of 50 facts over lubm-10", onLarge);
    ours.put("factsOfTheCase", overLarge.overlay(students).size() - overLarge.size());
    return new Report(
        "overlay",
        ours,
        spread("the same over lubm-1", onSmall),
        ratio,
        "at most 1 ms, and at most 2 times the time over lubm-1",
        median <= 1 && ratio <= 2);
  }

  private Report retract() {
    Workload workload = Workload.lubm(universities);
    List<Triple> students = students();
    Ours.Base base = new Ours.Base(workload.facts(), workload.rules());
    int times = 20_000;
    double[] anew = new double[times];
    double[] change = new double[times];
    for (int i = -times; i < times; i++) {
      Ours[] closed = new Ours[1];
      double a = time(() -> closed[0] = base.overlay(students));
      Triple fact = students.get(Math.floorMod(i, students.size()));
      double b = time(() -> closed[0].awayAndBack(fact));
      if (i >= 0) {
        anew[i] = a;
        change[i] = b;
      }
    }
    double ratio = Samples.percentile(change, 0.5) / Samples.percentile(anew, 0.5);
    return new Report(
        "retract",
        spread("one of 50 facts away and back", change),
        spread("deciding the case anew", anew),
        ratio,
        "at most 0.2 times the other's time",
        ratio <= 0.2);
  }

  private Report derivations() {
    Workload workload = Workload.lubm(universities);
    Ours closed = Ours.close(workload.facts(), workload.rules(), Ours.Keep.FIRST);
    ProofGraph graph = closed.graph();
    List<Triple> concluded = new ArrayList<>(graph.statements());
    concluded.removeAll(new java.util.HashSet<>(workload.facts()));
    Collections.shuffle(concluded, new Random(1));
    int times = Math.min(20_000, concluded.size() / 2);
    double[] taken = new double[times];
    long found = 0;
    for (int i = -times; i < times; i++) {
      Triple fact = concluded.get(i + times);
      int[] count = new int[1];
      double millis = time(() -> count[0] = graph.derivations(fact).size());
      found += count[0];
      if (i >= 0) {
        taken[i] = millis;
      }
    }
    double median = Samples.percentile(taken, 0.5);
    double slow = Samples.percentile(taken, 0.99);
    Map<String, Object> ours = spread("all derivations of one fact", taken);
    ours.put("derivationsPerFact", Samples.rounded(found / (2.0 * times)));
    return new Report(
        "derivations",
        ours,
        Map.of(),
        median,
        "median at most 0.05 ms (the ratio is the median), 99th percentile at most 5 ms",
        median <= 0.05 && slow <= 5);
  }

  static double time(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return (System.nanoTime() - start) / 1e6;
  }

  static Map<String, Object> spread(String name, double[] millis) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("name", name);
    side.put("millis", Samples.rounded(Samples.percentile(millis, 0.5)));
    side.put("fastestMillis", Samples.rounded(Samples.percentile(millis, 0)));
    side.put("millisOf99Percent", Samples.rounded(Samples.percentile(millis, 0.99)));
    side.put("mean", Samples.rounded(Arrays.stream(millis).average().orElse(0)));
    side.put("rounds", millis.length);
    return side;
  }
}
