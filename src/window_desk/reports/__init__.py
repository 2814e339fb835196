"""Figures for supervisors, each with its definition, its n and what it leaves out."""

from __future__ import annotations

from window_desk.reports.build import build as build
from window_desk.reports.build import build_each as build_each
from window_desk.reports.build import sections as sections
from window_desk.reports.figure import Figure as Figure
from window_desk.reports.figure import Report as Report
