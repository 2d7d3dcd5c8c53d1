//! Account vending: templates, parameters, plan, run.
