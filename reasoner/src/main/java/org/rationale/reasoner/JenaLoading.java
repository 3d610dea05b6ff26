package org.rationale.reasoner;

import org.apache.jena.sys.JenaSystem;

/**
 * Has one thread load Jena. Its classes initialise one another, so that two threads that begin at
 * different ends could wait for each other for ever.
 */
final class JenaLoading {

  static {
    JenaSystem.init();
  }

  private JenaLoading() {}

  /** Returns when Jena is loaded. The initialisation of this class is what is waited for. */
  static void await() {}
}
