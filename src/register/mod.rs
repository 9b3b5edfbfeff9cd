//! A register file in (ODS etr.csv or the team's own CSV), rows of trusts out. Pure.
