/* SPDX-License-Identifier: BSD-2-Clause */
plain __COUNTER__
